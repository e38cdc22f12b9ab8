import { describe, expect, it } from "vitest";
import { done, next } from "../../test/scripted-connector";
import { scriptedDelivery } from "../../test/scripted-delivery";
import { RateLimitError } from "../errors";
import type { LimitUse, PlatformLimits } from "./platform-limits";

const minuteMs = 60_000;

/** Limits that answer what a test says, and remember what they were asked. */
function scriptedLimits(answers: Awaited<ReturnType<PlatformLimits["take"]>>[]) {
  const uses: LimitUse[] = [];
  const learned: string[] = [];
  const limits: PlatformLimits = {
    async take(use) {
      uses.push(use);
      return answers.shift() ?? { kind: "free" };
    },
    async learn({ call }, { code }) {
      learned.push(`${call} ${code}`);
      return { limit: "posts_24h", waitMs: 90 * minuteMs };
    },
  };
  return { limits, uses, learned };
}

const full = (waitMs: number, turn: LimitUse["delivery"] = null) =>
  ({
    kind: "wait",
    limit: "inits",
    scope: "account",
    window: "burst",
    waitMs,
    turn: turn?.turn ?? { limit: "inits", at: "2026-11-01T00:01:00.000Z" },
  }) as const;

describe("a platform's limits", () => {
  it("are asked before every step, for this delivery", async () => {
    const { host } = scriptedDelivery({
      first: ["read", next("second")],
      second: ["commit", done()],
    });
    const { limits, uses } = scriptedLimits([]);

    await host.run({ limits });

    expect(uses.map(({ call }) => call)).toEqual(["step:first", "step:second"]);
    expect(uses[0]).toMatchObject({
      accountId: "account-1",
      delivery: { id: "delivery-1", mode: "publish", turn: null },
    });
  });

  it("make a delivery wait before its step, and keep its place", async () => {
    const { host, connector } = scriptedDelivery({ commit: ["commit", done()] });
    const { limits, uses } = scriptedLimits([full(minuteMs)]);

    const waiting = await host.run({ limits });

    expect(waiting).toMatchObject({
      kind: "waiting",
      reason: "rate_limited",
      until: new Date(host.clock.now.getTime() + minuteMs),
      error: { code: "rate_limited", limit: "inits", effect: "none" },
      // Nothing was armed: a crash in the wait leaves nothing to ask about.
      state: { commit: "none", retry: null },
    });
    expect(connector.calls).toEqual([]);
    host.clock.advanceMs(minuteMs);
    expect(await host.run({ limits })).toMatchObject({ kind: "delivered", state: { turn: null } });
    expect(uses[1]?.delivery?.turn).toEqual({ limit: "inits", at: "2026-11-01T00:01:00.000Z" });
  });

  it("count as work in progress once the post may be out", async () => {
    const { host } = scriptedDelivery({ commit: ["commit", next("poll")], poll: ["read", done()] });
    const { limits } = scriptedLimits([{ kind: "free" }, full(2_000)]);

    expect(await host.run({ limits })).toMatchObject({
      kind: "waiting",
      reason: "processing",
      error: null,
    });
  });

  it("are learned from what the platform refuses", async () => {
    const refusal = new RateLimitError({
      window: "daily",
      retryAfterMs: minuteMs,
      limitScope: "account",
      message: "Enough for today.",
    });
    const { host } = scriptedDelivery({ commit: ["commit", refusal, done()] });
    const { limits, learned } = scriptedLimits([]);

    expect(await host.run({ limits })).toMatchObject({
      kind: "waiting",
      reason: "quota_exhausted",
      until: new Date(host.clock.now.getTime() + 90 * minuteMs),
      error: { limit: "posts_24h" },
      state: { commit: "none" },
    });
    expect(learned).toEqual(["step:commit quota_exhausted"]);
  });

  it("fail a delivery in the end that never gets its turn", async () => {
    const { host } = scriptedDelivery({ commit: ["commit", done()] });
    const never = scriptedLimits(Array.from({ length: 100 }, () => full(60 * minuteMs)));

    let result = await host.run({ limits: never.limits });
    for (let hours = 0; hours < 60 && result.kind === "waiting"; hours += 1) {
      host.clock.now = result.until;
      result = await host.run({ limits: never.limits });
    }

    expect(result).toMatchObject({ kind: "failed", error: { code: "quota_exhausted" } });
    expect(never.uses.length).toBe(49);
  });

  it("do not stand between a delivery and a host that cannot count: it waits", async () => {
    const { host } = scriptedDelivery({ commit: ["commit", done()] });
    const limits: PlatformLimits = {
      ...scriptedLimits([]).limits,
      take: () => Promise.reject(new Error("the database is down")),
    };

    expect(await host.run({ limits })).toMatchObject({
      kind: "waiting",
      error: { code: "storage_unavailable" },
    });
  });
});
