import { describe, expect, it } from "vitest";
import { accepted, runTransferBench } from "../../test/transfer-bench";
import type { PushPartsPlan, PushWholePlan } from "../connector";
import { ContentRejectedError, PlatformUnavailableError } from "../errors";

function partsPlan(overrides: Partial<PushPartsPlan> = {}): PushPartsPlan {
  return {
    kind: "push-parts",
    mediaIndex: 0,
    parts: [0, 10, 20].map((offsetBytes, index) => ({
      offsetBytes,
      lengthBytes: offsetBytes === 20 ? 5 : 10,
      url: `http://127.0.0.1:9/part/${index}`,
      method: "PUT" as const,
      headers: { "x-range": "{first}-{last}" },
      form: null,
    })),
    commit: "never",
    expiresAt: null,
    ...overrides,
  };
}

describe("a transfer in parts", () => {
  it("sends each part to its own URL and keeps the receipts in order", async () => {
    let part = 0;
    const { end, events } = await runTransferBench({
      plan: partsPlan(),
      sizeBytes: 25,
      answer: () => accepted(null, `etag-${part++}`),
    });

    expect(end).toEqual({
      kind: "finished",
      result: { acknowledgedBytes: 25, receipts: ["etag-0", "etag-1", "etag-2"] },
    });
    const sent = events.flatMap((event) => (event.kind === "send" ? [event.request] : []));
    expect(sent.map(({ url, headers }) => [url, headers["x-range"]])).toEqual([
      ["http://127.0.0.1:9/part/0", "0-9"],
      ["http://127.0.0.1:9/part/1", "10-19"],
      ["http://127.0.0.1:9/part/2", "20-24"],
    ]);
  });

  it("goes on after the last receipt it has", async () => {
    const { end, sent } = await runTransferBench({
      plan: partsPlan(),
      sizeBytes: 25,
      progress: { receipts: ["a", "b"], acknowledgedBytes: 20, interrupted: true },
      answer: () => accepted(null, "c"),
    });

    expect(sent).toEqual([[20, 5]]);
    expect(end).toMatchObject({ result: { acknowledgedBytes: 25, receipts: ["a", "b", "c"] } });
  });

  it("arms before the last part alone and keeps the receipts when that fails", async () => {
    let part = 0;
    const { end, events } = await runTransferBench({
      plan: partsPlan({ commit: "on-last-byte" }),
      sizeBytes: 25,
      answer() {
        part += 1;
        if (part === 3) throw new PlatformUnavailableError({ effect: "possible", message: "x" });
        return accepted(null, part);
      },
    });

    expect(events.filter(({ kind }) => kind === "arm")).toHaveLength(1);
    expect(end).toMatchObject({ kind: "failed", armed: true, progress: { receipts: [1, 2] } });
  });

  it.each([
    [{ kind: "gone" } as const, { kind: "gone", armed: false }],
    [
      { kind: "out-of-step", acknowledgedBytes: 3 } as const,
      { kind: "failed", error: { effect: "possible" } },
    ],
  ])("ends for a verdict of %j", async (verdict, expected) => {
    const { end, sent } = await runTransferBench({
      plan: partsPlan(),
      sizeBytes: 25,
      answer: () => verdict,
    });

    expect(end).toMatchObject(expected);
    expect(sent).toHaveLength(1);
  });

  it("names a media that the delivery does not have", async () => {
    const running = runTransferBench({
      plan: partsPlan({ mediaIndex: 1 }),
      sizeBytes: 25,
      answer: () => accepted(),
    });

    await expect(running).rejects.toMatchObject({ code: "media_rejected", rule: "media_missing" });
  });
});

describe("a transfer in one request", () => {
  const plan: PushWholePlan = {
    kind: "push-whole",
    mediaIndex: 0,
    url: "http://127.0.0.1:9/form",
    method: "POST",
    headers: { "content-type": "text/plain", "x-total": "{total}" },
    form: { fields: [{ name: "a", value: "b" }], fileField: "file", fileName: "v.mp4" },
    commit: "on-last-byte",
    expiresAt: null,
  };

  it("puts the form around the bytes and lets the form name its own type", async () => {
    const { end, events } = await runTransferBench({
      plan,
      sizeBytes: 25,
      answer: () => accepted(null, { id: 1 }),
    });

    expect(end).toMatchObject({ result: { acknowledgedBytes: 25, receipts: [{ id: 1 }] } });
    const [request] = events.flatMap((event) => (event.kind === "send" ? [event.request] : []));
    expect(request?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
    expect(request?.headers["x-total"]).toBe("25");
    expect(Buffer.from(request?.prefix ?? []).toString()).toContain('name="a"');
    expect(events.map(({ kind }) => kind)).toEqual(["authorize", "arm", "send"]);
  });

  it.each([
    [{ kind: "complete", receipt: "r" } as const, "finished", 0],
    [{ kind: "gone" } as const, "gone", 0],
    [{ kind: "at", acknowledgedBytes: 7 } as const, "finished", 1],
    [{ kind: "unknown" } as const, "finished", 1],
  ])("goes by what the platform says of an interrupted one: %j", async (found, kind, requests) => {
    const { end, sent } = await runTransferBench({
      plan,
      sizeBytes: 25,
      progress: { interrupted: true },
      locate: () => found,
      answer: () => accepted(),
    });

    expect(end.kind).toBe(kind);
    expect(sent).toHaveLength(requests);
  });

  it("says whether the commit was on its way", async () => {
    const refused = await runTransferBench({
      plan,
      sizeBytes: 25,
      answer: () => ({
        kind: "rejected",
        error: new ContentRejectedError({ field: null, message: "no" }),
      }),
    });
    const harmless = await runTransferBench({
      plan: { ...plan, commit: "never" },
      sizeBytes: 25,
      answer: () => ({ kind: "unclear", retryAfterMs: null }),
    });

    expect(refused.end).toMatchObject({ kind: "failed", armed: true });
    expect(harmless.end).toMatchObject({ kind: "failed", armed: false });
  });
});
