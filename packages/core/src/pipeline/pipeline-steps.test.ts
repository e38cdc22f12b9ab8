import { describe, expect, it } from "vitest";
import { done, next, published, waitUntil } from "../../test/scripted-connector";
import { scriptedDelivery } from "../../test/scripted-delivery";

const hourMs = 3_600_000;

describe("a machine of steps", () => {
  it("runs them in the order they name, each from the checkpoint before", async () => {
    const seen: unknown[] = [];
    const { host, connector } = scriptedDelivery({
      first: ["stage", next("second", { a: 1 })],
      second: [
        "read",
        (context) => {
          seen.push(context.checkpoint, context.accountId, context.deliveryId);
          return next("third", { b: 2 });
        },
      ],
      third: ["commit", done()],
    });

    const result = await host.run();

    expect(connector.calls).toEqual(["first", "second", "third"]);
    expect(seen).toEqual([{ version: 1, data: { a: 1 } }, "account-1", "delivery-1"]);
    expect(result).toMatchObject({
      kind: "delivered",
      outcome: published,
      state: { commit: "confirmed" },
    });
    expect(host.released).toEqual(["delivery-1"]);
  });

  it("persists the intent before a committing step, and what each step left after it", async () => {
    const { host } = scriptedDelivery({
      stage: ["stage", next("commit")],
      commit: ["commit", next("poll", "id")],
      poll: ["read", done()],
    });

    await host.run();

    expect(
      host.store.history.map(({ position, commit }) => [
        position.kind === "step" ? position.step : "",
        commit,
      ]),
    ).toEqual([
      ["stage", "none"],
      ["commit", "none"],
      ["commit", "armed"],
      ["poll", "confirmed"],
    ]);
  });

  it("comes back when the platform says, and goes on from there", async () => {
    const until = new Date("2026-11-01T00:05:00Z");
    const { host, connector } = scriptedDelivery({
      commit: ["commit", next("poll")],
      poll: ["read", waitUntil(until, "poll"), done()],
    });

    expect(await host.run()).toMatchObject({ kind: "waiting", reason: "processing", until });
    expect(host.released).toEqual([]);
    host.clock.now = until;
    expect(await host.run()).toMatchObject({ kind: "delivered" });
    expect(connector.calls).toEqual(["commit", "poll", "poll"]);
  });

  it.each(["unknown", "constructor", "__proto__"])(
    "fails when a connector names the step %s that it does not declare",
    async (step) => {
      const { host } = scriptedDelivery({ first: ["stage", next(step)] });

      expect(await host.run()).toMatchObject({
        kind: "failed",
        error: { code: "platform_contract_broken", message: expect.stringContaining(step) },
      });
    },
  );

  it("fails when the connector cannot even begin", async () => {
    const { host } = scriptedDelivery(
      { first: ["stage", done()] },
      {
        publishing: {
          start() {
            throw new TypeError("no options");
          },
        },
      },
    );

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { code: "platform_contract_broken" },
      state: { attempt: 1, commit: "none" },
    });
    expect(host.released).toEqual(["delivery-1"]);
  });

  it("fails when a connector throws what is no error of the contract, without its text", async () => {
    const { host } = scriptedDelivery({ first: ["stage", new TypeError("token canary leaked")] });

    const result = await host.run();

    expect(result).toMatchObject({ kind: "failed", error: { code: "platform_contract_broken" } });
    expect(result.kind === "failed" && result.error.message).not.toContain("canary");
  });

  it("stops a machine that goes in circles", async () => {
    const { host, connector } = scriptedDelivery({
      a: ["stage", next("b")],
      b: ["read", next("a")],
    });

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { code: "platform_contract_broken" },
    });
    expect(connector.calls.length).toBeLessThanOrEqual(1_000);
  });

  it("ends one that waits in circles before anything is out", async () => {
    const { host } = scriptedDelivery({
      a: [
        "stage",
        (context) => ({ ...waitUntil(new Date(0), "b"), checkpoint: context.checkpoint }),
      ],
      b: ["read", next("a")],
    });
    for (let turn = 0; turn < 30; turn += 1) {
      expect(await host.run()).toMatchObject({ kind: "waiting" });
      host.clock.advanceMs(hourMs);
    }
    expect(host.waits.every(({ durationMs }) => durationMs >= 1_000)).toBe(true);
  });

  it("fails when the platform is not ready for a day and nothing is out", async () => {
    const far = new Date("2027-01-01T00:00:00Z");
    const { host } = scriptedDelivery({ poll: ["stage", waitUntil(far, "poll")] });

    expect(await host.runToEnd()).toMatchObject({
      kind: "failed",
      error: { code: "platform_unavailable", effect: "none" },
    });
    expect(host.waits.map(({ durationMs }) => durationMs)).toEqual([24 * hourMs]);
  });

  it("is unconfirmed when the platform is not ready for a day after the commit", async () => {
    const { host } = scriptedDelivery({
      commit: ["commit", next("poll")],
      poll: ["read", () => waitUntil(new Date(host.clock.now.getTime() + 5 * hourMs), "poll")],
    });

    const result = await host.runToEnd();

    expect(result).toMatchObject({ kind: "unconfirmed", state: { commit: "confirmed" } });
    const waitedMs = host.waits.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(waitedMs).toBe(24 * hourMs);
  });
});
