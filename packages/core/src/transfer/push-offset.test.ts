import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accepted, offsetPlan, runTransferBench } from "../../test/transfer-bench";
import { PlatformUnavailableError } from "../errors";

const broken = () =>
  new PlatformUnavailableError({ effect: "possible", message: "The connection broke." });

describe("a sequential transfer", () => {
  it("sends every part once, saving before each", async () => {
    const { end, sent, events } = await runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 25,
      answer: () => accepted(null, "ok"),
    });

    expect(end).toEqual({
      kind: "finished",
      result: { acknowledgedBytes: 25, receipts: ["ok"] },
    });
    expect(sent).toEqual([
      [0, 10],
      [10, 10],
      [20, 5],
    ]);
    expect(events.map(({ kind }) => kind)).toEqual([
      "authorize",
      "save",
      "send",
      "authorize",
      "save",
      "send",
      "authorize",
      "save",
      "send",
    ]);
    const request = events.find((event) => event.kind === "send");
    expect(request?.kind === "send" && request.request.headers).toEqual({
      "content-range": "bytes 0-9/25",
      authorization: "Bearer test",
    });
  });

  it("arms before the part that completes the media, and only before that", async () => {
    const { events } = await runTransferBench({
      plan: offsetPlan({ commit: "on-last-byte" }),
      sizeBytes: 20,
      answer: () => accepted(),
    });

    expect(events.filter(({ kind }) => kind !== "authorize").map(({ kind }) => kind)).toEqual([
      "save",
      "send",
      "arm",
      "send",
    ]);
  });

  it("asks where an interrupted transfer stands before it sends anything", async () => {
    const { events, sent } = await runTransferBench({
      plan: offsetPlan({ boundaries: "any" }),
      sizeBytes: 25,
      progress: { acknowledgedBytes: 20, interrupted: true },
      locate: () => ({ kind: "at", acknowledgedBytes: 13 }),
      answer: () => accepted(),
    });

    expect(events[0]).toEqual({ kind: "locate" });
    expect(sent).toEqual([
      [13, 7],
      [20, 5],
    ]);
  });

  it.each([
    [{ kind: "gone" } as const, { kind: "gone", armed: false }],
    [
      { kind: "complete", receipt: "r" } as const,
      { kind: "finished", result: { acknowledgedBytes: 25, receipts: ["r"] } },
    ],
    [
      { kind: "at", acknowledgedBytes: 25 } as const,
      { kind: "finished", result: { acknowledgedBytes: 25 } },
    ],
  ])("sends nothing when the platform says of an interrupted one: %j", async (found, expected) => {
    const { end, sent } = await runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 25,
      progress: { acknowledgedBytes: 10, interrupted: true },
      locate: () => found,
      answer: () => accepted(),
    });

    expect(end).toMatchObject(expected);
    expect(sent).toEqual([]);
  });

  it("adopts what the server says it holds when they disagree", async () => {
    const answers = [accepted(), { kind: "out-of-step", acknowledgedBytes: 5 } as const];
    const { end, sent } = await runTransferBench({
      plan: offsetPlan({ boundaries: "any" }),
      sizeBytes: 20,
      answer: () => answers.shift() ?? accepted(),
    });

    expect(end.kind).toBe("finished");
    expect(sent).toEqual([
      [0, 10],
      [10, 10],
      [5, 5],
      [10, 10],
    ]);
  });

  it("asks when the server only says that they disagree, and believes the answer", async () => {
    const { end, events } = await runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 20,
      locate: () => ({ kind: "complete", receipt: "there" }),
      answer: () => ({ kind: "out-of-step", acknowledgedBytes: null }),
    });

    expect(end).toMatchObject({ kind: "finished", result: { receipts: ["there"] } });
    expect(events.filter(({ kind }) => kind === "send")).toHaveLength(1);
  });

  it.each([
    ["accepts without moving on", () => accepted(0)],
    ["acknowledges the middle of a part for ever", () => accepted(4)],
    ["is out of step for ever", () => ({ kind: "out-of-step", acknowledgedBytes: 0 }) as const],
  ])("stops after a few parts when the server %s", async (_, answer) => {
    const { end, sent } = await runTransferBench({ plan: offsetPlan(), sizeBytes: 20, answer });

    expect(end).toMatchObject({ kind: "failed", armed: false, error: { retryable: true } });
    expect(sent.length).toBeLessThanOrEqual(4);
  });

  it.each([-1, 21, 0.5, Number.NaN])(
    "stops when the server claims to hold %d of 20 bytes",
    async (acknowledgedBytes) => {
      const { end, sent } = await runTransferBench({
        plan: offsetPlan(),
        sizeBytes: 20,
        answer: () => accepted(acknowledgedBytes),
      });

      expect(end).toMatchObject({ kind: "failed", error: { code: "platform_contract_broken" } });
      expect(sent).toHaveLength(1);
    },
  );

  it("does not take an impossible position for the end of an interrupted transfer", async () => {
    const running = runTransferBench({
      plan: offsetPlan(),
      sizeBytes: 20,
      progress: { interrupted: true },
      locate: () => ({ kind: "at", acknowledgedBytes: 2_000 }),
      answer: () => accepted(),
    });

    await expect(running).rejects.toMatchObject({ code: "platform_contract_broken" });
  });
});

it("brings the exact bytes across whatever the server does, interruptions included", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        sizeBytes: fc.integer({ min: 1, max: 300 }),
        partSizeBytes: fc.integer({ min: 1, max: 120 }),
        remainder: fc.constantFrom("absorb" as const, "short" as const),
        boundaries: fc.constantFrom("fixed" as const, "any" as const),
        moods: fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
      }),
      async ({ sizeBytes, moods, ...shape }) => {
        const held = Buffer.alloc(sizeBytes);
        let heldBytes = 0;
        let progress: Parameters<typeof runTransferBench>[0]["progress"] = {};
        for (let run = 0; run < 2_000; run += 1) {
          const { end, media } = await runTransferBench({
            plan: offsetPlan(shape),
            sizeBytes,
            progress,
            locate: () => ({ kind: "at", acknowledgedBytes: heldBytes }),
            answer(request) {
              const mood = moods.next().value;
              const { offsetBytes } = request.range;
              const fits =
                shape.boundaries === "any" ? offsetBytes === heldBytes : offsetBytes <= heldBytes;
              if (!fits) return { kind: "out-of-step", acknowledgedBytes: heldBytes };
              if (mood === 0) throw broken();
              held.set(request.body, offsetBytes);
              const end = offsetBytes + request.body.byteLength;
              heldBytes = Math.max(heldBytes, end);
              if (mood === 1) throw broken();
              if (mood === 2) return { kind: "unclear", retryAfterMs: null };
              return accepted(mood === 3 ? heldBytes : null);
            },
          });
          if (end.kind === "finished") {
            expect(heldBytes).toBe(sizeBytes);
            expect(held.equals(media)).toBe(true);
            return;
          }
          progress = end.progress;
        }
        throw new Error("the transfer did not end");
      },
    ),
  );
});
