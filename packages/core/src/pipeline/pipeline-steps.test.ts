import { describe, expect, it } from "vitest";
import { createDeliveryHost, plainCredential } from "../../test/delivery-host";
import {
  at,
  done,
  failedOutcome,
  inInbox,
  next,
  published,
  type Script,
  scriptedConnector,
  waitUntil,
} from "../../test/scripted-connector";
import type { StepEffect } from "../connector";
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

function delivery(
  steps: Readonly<Record<string, readonly [StepEffect, ...Script]>>,
  more: Omit<Parameters<typeof scriptedConnector>[0], "steps"> = {},
) {
  const named = Object.entries(steps).map(
    ([name, [effect, ...answers]]) => [name, { effect, answers }] as const,
  );
  const connector = scriptedConnector({ steps: Object.fromEntries(named), ...more });
  return { connector, host: createDeliveryHost({ connector }) };
}

describe("a machine of steps", () => {
  it("runs them in the order they name, each from the checkpoint before", async () => {
    const seen: unknown[] = [];
    const { host, connector } = delivery({
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
    const { host } = delivery({
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
    const { host, connector } = delivery({
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
      const { host } = delivery({ first: ["stage", next(step)] });

      expect(await host.run()).toMatchObject({
        kind: "failed",
        error: { code: "platform_contract_broken", message: expect.stringContaining(step) },
      });
    },
  );

  it("fails when the connector cannot even begin", async () => {
    const { host } = delivery(
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
    const { host } = delivery({ first: ["stage", new TypeError("token canary leaked")] });

    const result = await host.run();

    expect(result).toMatchObject({ kind: "failed", error: { code: "platform_contract_broken" } });
    expect(result.kind === "failed" && result.error.message).not.toContain("canary");
  });

  it("stops a machine that goes in circles", async () => {
    const { host, connector } = delivery({
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
    const { host } = delivery({
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
    const { host } = delivery({ poll: ["stage", waitUntil(far, "poll")] });

    expect(await host.runToEnd()).toMatchObject({
      kind: "failed",
      error: { code: "platform_unavailable", effect: "none" },
    });
    expect(host.waits.map(({ durationMs }) => durationMs)).toEqual([24 * hourMs]);
  });

  it("is unconfirmed when the platform is not ready for a day after the commit", async () => {
    const { host } = delivery({
      commit: ["commit", next("poll")],
      poll: ["read", () => waitUntil(new Date(host.clock.now.getTime() + 5 * hourMs), "poll")],
    });

    const result = await host.runToEnd();

    expect(result).toMatchObject({ kind: "unconfirmed", state: { commit: "confirmed" } });
    const waitedMs = host.waits.reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(waitedMs).toBe(24 * hourMs);
  });
});

describe("a failure that is safe to repeat", () => {
  it.each(["read", "stage", "idempotent"] as const)(
    "of a %s step makes the same step again after a pause",
    async (effect) => {
      const { host, connector } = delivery({
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
    const { host, connector } = delivery({ commit: ["commit", outage("none"), done()] });

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
    const { host } = delivery({ step: ["stage", outage()] });

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
    const { host } = delivery(
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
      const { host, connector } = delivery({ step: ["stage", quota(window)] });

      expect(await host.runToEnd()).toMatchObject({
        kind: "failed",
        error: { code: "quota_exhausted" },
      });
      expect(host.waits.map(({ durationMs }) => durationMs / hourMs)).toEqual([20, 20, 8]);
      expect(connector.calls).toHaveLength(4);
    }
  });

  it("gives up at once what no wait mends", async () => {
    const { host, connector } = delivery({ step: ["stage", rejected()] });

    expect(await host.run()).toMatchObject({ kind: "failed", error: { field: "/text" } });
    expect(connector.calls).toEqual(["step"]);
    expect(host.released).toEqual(["delivery-1"]);
  });
});

describe("a token that has expired", () => {
  const expired = () => new AuthorizationRequiredError({ reason: "expired", message });

  it("is refreshed once, and the same step made again", async () => {
    const { host, connector } = delivery({ step: ["commit", expired(), done()] });

    expect((await host.run()).kind).toBe("delivered");
    expect(host.refreshes()).toBe(1);
    expect(connector.calls).toEqual(["step", "step"]);
    expect(host.events.map(({ kind }) => kind)).toContain("credential-refreshed");
  });

  it("twice in a row waits for the owner, at most 72 h", async () => {
    const { host } = delivery({ step: ["stage", expired()] });

    expect(await host.run()).toMatchObject({ kind: "waiting", reason: "authorization" });
    expect(host.refreshes()).toBe(1);
    expect(await host.runToEnd()).toMatchObject({
      kind: "failed",
      error: { code: "authorization_expired" },
    });
    expect(host.clock.now.toISOString()).toBe("2026-11-04T00:00:00.000Z");
  });

  it("may be refreshed again after the owner came back, and only the time it took is booked", async () => {
    const { host } = delivery({
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
    const { host } = delivery({ step: ["stage", expired(), done()] });
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
    const { host, connector } = delivery({ step: ["commit", done()] });
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
    const { host } = delivery({
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
    const { host } = delivery({ commit: ["commit", done(failedOutcome(rejected()))] });

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected" },
      state: { commit: "none", attempt: 1 },
    });
  });

  it("as in the inbox is delivered", async () => {
    const { host } = delivery({ commit: ["commit", done(inInbox)] });

    expect(await host.run()).toMatchObject({
      kind: "delivered",
      outcome: { state: "in_inbox" },
    });
  });
});

describe("a host", () => {
  it("that has lost the delivery ends the run before anything is sent", async () => {
    const { host, connector } = delivery({ commit: ["commit", done()] });
    const lost = new Error("the fence has moved");

    const running = host.run({ persist: () => Promise.reject(lost) });

    await expect(running).rejects.toBe(lost);
    expect(connector.calls).toEqual([]);
  });

  it("that loses it while arming sends nothing", async () => {
    const { host, connector } = delivery({ commit: ["commit", done()] });
    const lost = new Error("the fence has moved");

    const running = host.run({
      persist: async (state) => {
        if (state.commit === "armed") throw lost;
      },
    });

    await expect(running).rejects.toBe(lost);
    expect(connector.calls).toEqual([]);
  });

  it("that aborts gets its reason, and nothing is given up or released", async () => {
    const controller = new AbortController();
    const { host } = delivery({
      commit: [
        "commit",
        () => {
          controller.abort(new Error("SIGTERM"));
          throw outage("possible");
        },
      ],
    });

    await expect(host.run({ signal: controller.signal })).rejects.toThrow("SIGTERM");
    expect(host.store.state?.commit).toBe("armed");
    expect(host.released).toEqual([]);
  });

  it("that aborts before the run starts has nothing called", async () => {
    const { host, connector } = delivery({ commit: ["commit", done()] });

    await expect(host.run({ signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect(connector.calls).toEqual([]);
    expect(host.store.history).toEqual([]);
  });

  it("whose leases cannot be released runs again and comes to the same end", async () => {
    const { host } = delivery(
      { commit: ["commit", done()] },
      { reconcile: [{ kind: "published", outcome: published }] },
    );
    const leases = {
      grant: async () => [],
      release: () => Promise.reject(new Error("lease store down")),
    };

    await expect(host.run({ leases })).rejects.toThrow("lease store down");
    expect((await host.run()).kind).toBe("delivered");
  });

  it("gets leases granted for a pull, and the same again for the same delivery", async () => {
    const { host } = delivery({
      ask: [
        "stage",
        {
          kind: "transfer",
          plan: { kind: "pull", mediaIndexes: [0] },
          nextStep: "commit",
          checkpoint: at(null),
        },
      ],
      commit: [
        "commit",
        ({ leases }) => {
          expect(leases).toEqual([{ mediaIndex: 0, url: "https://media.test/0" }]);
          return done();
        },
      ],
    });

    expect((await host.run()).kind).toBe("delivered");
    expect(host.granted).toEqual([[0]]);
  });

  it("is not asked for leases of media that the delivery does not have", async () => {
    const { host } = delivery({
      ask: [
        "stage",
        {
          kind: "transfer",
          plan: { kind: "pull", mediaIndexes: [0, 7] },
          nextStep: "commit",
          checkpoint: at(null),
        },
      ],
      commit: ["commit", done()],
    });

    expect(await host.run()).toMatchObject({ kind: "failed", error: { rule: "media_missing" } });
    expect(host.granted).toEqual([]);
  });
});
