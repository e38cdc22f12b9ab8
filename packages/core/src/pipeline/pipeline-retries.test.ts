import { describe, expect, it } from "vitest";
import { plainCredential } from "../../test/delivery-host";
import { done, failedOutcome, inInbox, next } from "../../test/scripted-connector";
import { scriptedDelivery } from "../../test/scripted-delivery";
import {
  AuthorizationRequiredError,
  ContentRejectedError,
  PlatformUnavailableError,
  RateLimitError,
} from "../errors";

const hourMs = 3_600_000;
const message = "x";
const outage = (effect: "none" | "possible" = "none") =>
  new PlatformUnavailableError({ message, effect });
const rejected = () => new ContentRejectedError({ field: "/text", message });

describe("a failure that is safe to repeat", () => {
  it.each(["read", "stage", "idempotent"] as const)(
    "of a %s step makes the same step again after a pause",
    async (effect) => {
      const { host, connector } = scriptedDelivery({
        step: [effect, outage("possible"), outage("possible"), done()],
      });

      const result = await host.runToEnd();

      expect(result.kind).toBe("delivered");
      expect(connector.calls).toEqual(["step", "step", "step"]);
      expect(host.waits).toEqual([
        { reason: "platform_unavailable", durationMs: 1_000 },
        { reason: "platform_unavailable", durationMs: 2_000 },
      ]);
    },
  );

  it("of a committing step that proves to have had no effect makes it again", async () => {
    const { host, connector } = scriptedDelivery({ commit: ["commit", outage("none"), done()] });

    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["commit", "commit"]);
    expect(host.store.history.map(({ commit }) => commit)).toEqual([
      "none",
      "armed",
      "none",
      "armed",
    ]);
  });

  it("ends after a day", async () => {
    const { host } = scriptedDelivery({ step: ["stage", outage()] });

    expect(await host.runToEnd()).toMatchObject({
      kind: "failed",
      error: { code: "platform_unavailable" },
    });
    const waitedMs = host.waits.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(waitedMs).toBe(24 * hourMs);
  });

  it("ends also when two codes take turns", async () => {
    const limit = new RateLimitError({
      window: "burst",
      retryAfterMs: hourMs,
      limitScope: "app",
      message,
    });
    let turn = 0;
    const { host } = scriptedDelivery(
      { step: ["stage", done()] },
      {
        publishing: {
          async run() {
            turn += 1;
            throw turn % 2 === 0 ? limit : outage();
          },
        },
      },
    );

    expect(await host.runToEnd()).toMatchObject({ kind: "failed" });
    const waitedMs = host.waits.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(waitedMs).toBeLessThanOrEqual(72 * hourMs);
  });

  it("waits for a quota for 48 h, then fails as quota_exhausted", async () => {
    const quota = (window: "burst" | "daily") =>
      new RateLimitError({ window, retryAfterMs: 20 * hourMs, limitScope: "account", message });
    for (const window of ["burst", "daily"] as const) {
      const { host, connector } = scriptedDelivery({ step: ["stage", quota(window)] });

      expect(await host.runToEnd()).toMatchObject({
        kind: "failed",
        error: { code: "quota_exhausted" },
      });
      expect(host.waits.map(({ durationMs }) => durationMs / hourMs)).toEqual([20, 20, 8]);
      expect(connector.calls).toHaveLength(4);
    }
  });

  it("gives up at once what no wait mends", async () => {
    const { host, connector } = scriptedDelivery({ step: ["stage", rejected()] });

    expect(await host.run()).toMatchObject({ kind: "failed", error: { field: "/text" } });
    expect(connector.calls).toEqual(["step"]);
    expect(host.released).toEqual(["delivery-1"]);
  });
});

describe("a token that has expired", () => {
  const expired = () => new AuthorizationRequiredError({ reason: "expired", message });

  it("is refreshed once, and the same step made again", async () => {
    const { host, connector } = scriptedDelivery({ step: ["commit", expired(), done()] });

    expect((await host.run()).kind).toBe("delivered");
    expect(host.refreshes()).toBe(1);
    expect(connector.calls).toEqual(["step", "step"]);
    expect(host.events.map(({ kind }) => kind)).toContain("credential-refreshed");
  });

  it("twice in a row waits for the owner, at most 72 h", async () => {
    const { host } = scriptedDelivery({ step: ["stage", expired()] });

    expect(await host.run()).toMatchObject({ kind: "waiting", reason: "authorization" });
    expect(host.refreshes()).toBe(1);
    expect(await host.runToEnd()).toMatchObject({
      kind: "failed",
      error: { code: "authorization_expired" },
    });
    expect(host.clock.now.toISOString()).toBe("2026-11-04T00:00:00.000Z");
  });

  it("may be refreshed again after the owner came back, and only the time it took is booked", async () => {
    const { host } = scriptedDelivery({
      step: ["stage", expired(), expired(), expired(), next("commit")],
      commit: ["commit", new AuthorizationRequiredError({ reason: "revoked", message }), done()],
    });

    await host.run();
    host.clock.advanceMs(2 * hourMs);
    const again = await host.run();

    expect(host.refreshes()).toBe(2);
    expect(again).toMatchObject({ kind: "waiting", reason: "authorization" });
    expect(host.waits.map(({ durationMs }) => durationMs / hourMs)).toEqual([72, 70]);
    host.clock.advanceMs(hourMs);
    expect((await host.run()).kind).toBe("delivered");
  });

  it("whose refresh fails follows the failure of the refresh", async () => {
    const { host } = scriptedDelivery({ step: ["stage", expired(), done()] });
    const result = await host.run({
      credentials: {
        current: async () => ({ credential: plainCredential, generation: 1 }),
        refresh: () =>
          Promise.reject(new AuthorizationRequiredError({ reason: "revoked", message })),
      },
    });

    expect(result).toMatchObject({
      kind: "waiting",
      reason: "authorization",
      error: { code: "authorization_revoked" },
    });
  });

  it("is a wait for the storage when the host cannot read its credentials", async () => {
    const { host, connector } = scriptedDelivery({ step: ["commit", done()] });
    const broken = () => Promise.reject(new Error("connect ECONNREFUSED db canary"));

    const result = await host.run({ credentials: { current: broken, refresh: broken } });

    expect(result).toMatchObject({
      kind: "waiting",
      reason: "platform_unavailable",
      error: { code: "storage_unavailable" },
      state: { commit: "none" },
    });
    expect(result.kind === "waiting" && result.detail).not.toContain("canary");
    expect(connector.calls).toEqual([]);
    expect((await host.runToEnd()).kind).toBe("delivered");
  });
});

describe("an outcome that the platform states", () => {
  it("as failed and retryable begins a new attempt after a pause, three in all", async () => {
    const attempts: unknown[] = [];
    const { host } = scriptedDelivery({
      commit: [
        "commit",
        (context) => {
          attempts.push(context.checkpoint.data);
          return done(failedOutcome(outage()));
        },
      ],
    });

    const result = await host.runToEnd();

    expect(result).toMatchObject({ kind: "failed", state: { attempt: 3, commit: "none" } });
    expect(attempts).toEqual([{ attempt: 1 }, { attempt: 2 }, { attempt: 3 }]);
    expect(host.waits).toHaveLength(2);
    expect(host.released).toEqual(["delivery-1"]);
  });

  it("as failed for good ends at once", async () => {
    const { host } = scriptedDelivery({ commit: ["commit", done(failedOutcome(rejected()))] });

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected" },
      state: { commit: "none", attempt: 1 },
    });
  });

  it("as in the inbox is delivered", async () => {
    const { host } = scriptedDelivery({ commit: ["commit", done(inInbox)] });

    expect(await host.run()).toMatchObject({
      kind: "delivered",
      outcome: { state: "in_inbox" },
    });
  });
});
