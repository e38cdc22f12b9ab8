import { describe, expect, it } from "vitest";
import { createDeliveryHost } from "../../test/delivery-host";
import {
  done,
  failedOutcome,
  next,
  notPublished,
  published,
  type Script,
  scriptedConnector,
} from "../../test/scripted-connector";
import type { Reconciliation, StepEffect } from "../connector";
import {
  AuthorizationRequiredError,
  ContentRejectedError,
  OutcomeUnknownError,
  PlatformContractError,
  PlatformUnavailableError,
} from "../errors";

const hourMs = 3_600_000;
const message = "x";
const lost = () => new PlatformUnavailableError({ message, effect: "possible" });
const rejected = () => new ContentRejectedError({ field: null, message });
const crash = new Error("the process died");

function delivery(
  steps: Readonly<Record<string, readonly [StepEffect, ...Script]>>,
  reconcile: readonly (Reconciliation | Error)[] = [],
) {
  const named = Object.entries(steps).map(
    ([name, [effect, ...answers]]) => [name, { effect, answers }] as const,
  );
  const connector = scriptedConnector({ steps: Object.fromEntries(named), reconcile });
  return { connector, host: createDeliveryHost({ connector }) };
}

const out: Reconciliation = { kind: "published", outcome: published };

describe("a commit whose answer was lost", () => {
  it.each([
    ["with a broken connection", lost()],
    [
      "with an answer that cannot be read",
      new PlatformContractError({ message, effect: "possible" }),
    ],
    ["with the word that nobody knows", new OutcomeUnknownError({ message })],
    ["although it happened", new PlatformUnavailableError({ message, effect: "done" })],
    ["in a defect of the connector", new TypeError("x is undefined")],
  ])("%s is reconciled and never made again", async (_, error) => {
    const { host, connector } = delivery({ commit: ["commit", error] }, [out]);

    expect(await host.run()).toMatchObject({ kind: "delivered", state: { commit: "confirmed" } });
    expect(connector.calls).toEqual(["commit", "reconcile"]);
  });

  it("in a crash is reconciled by the next run", async () => {
    const controller = new AbortController();
    const { host, connector } = delivery(
      {
        commit: [
          "commit",
          () => {
            controller.abort(crash);
            throw lost();
          },
        ],
      },
      [out],
    );
    await expect(host.run({ signal: controller.signal })).rejects.toBe(crash);

    expect(host.store.state).toMatchObject({ commit: "armed", repeatable: false });
    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["commit", "reconcile"]);
  });

  it("is made again, after a pause, only when it is proven to have left nothing", async () => {
    const { host, connector } = delivery({ commit: ["commit", lost(), done()] }, [
      notPublished("commit"),
    ]);

    expect(await host.run()).toMatchObject({
      kind: "waiting",
      reason: "platform_unavailable",
      state: { commit: "none", checkpoint: { data: "resumed" } },
    });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["commit", "reconcile", "commit"]);
  });

  it("is made again at once after a crash that sent nothing", async () => {
    const { host, connector } = delivery({ commit: ["commit", done()] }, [notPublished("commit")]);
    await expect(
      host.run({
        onEvent: (event) => {
          if (event.kind === "commit-armed") throw crash;
        },
      }),
    ).rejects.toBe(crash);

    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["reconcile", "commit"]);
  });

  it("every time backs off and ends after a day in which nothing was ever out", async () => {
    const { host, connector } = delivery(
      { stage: ["stage", next("commit")], commit: ["commit", lost()] },
      [notPublished("stage")],
    );

    expect(await host.runToEnd()).toMatchObject({ kind: "failed", state: { commit: "none" } });
    expect(connector.calls.length).toBeLessThan(1_000);
    expect(host.waits.slice(0, 4).map(({ durationMs }) => durationMs)).toEqual([
      1_000, 2_000, 4_000, 8_000,
    ]);
    expect(host.clock.now.toISOString()).toBe("2026-11-02T00:00:00.000Z");
  });

  it("by answers that never can be read fails after three", async () => {
    const broken = new PlatformContractError({ message, effect: "possible" });
    const { host, connector } = delivery({ commit: ["commit", broken] }, [notPublished("commit")]);

    expect(await host.runToEnd()).toMatchObject({ kind: "failed", error: broken });
    expect(connector.calls.filter((call) => call === "commit")).toHaveLength(3);
  });

  it("waits while the platform works on it", async () => {
    const until = new Date("2026-11-01T01:00:00Z");
    const { host, connector } = delivery({ commit: ["commit", lost()] }, [
      { kind: "still-processing", until },
      { kind: "unknown", evidence: "not in the list", recheckAt: new Date("2026-11-01T02:00:00Z") },
      out,
    ]);

    expect(await host.run()).toMatchObject({
      kind: "waiting",
      reason: "reconciling",
      until,
      state: { commit: "armed" },
    });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["commit", "reconcile", "reconcile", "reconcile"]);
  });

  it("is unconfirmed at once when the platform cannot be asked at all", async () => {
    const { host } = delivery({ commit: ["commit", lost()] }, [
      { kind: "unknown", evidence: "There is no list of posts.", recheckAt: null },
    ]);

    expect(await host.run()).toMatchObject({
      kind: "unconfirmed",
      evidence: "There is no list of posts.",
      error: { effect: "possible" },
      state: { commit: "armed" },
    });
    expect(host.released).toEqual(["delivery-1"]);
  });

  it.each([
    [
      "says that it still works on it",
      { kind: "still-processing", until: new Date("2030-01-01") } as const,
    ],
    ["cannot be reached", lost()],
    ["answers what cannot be read", new PlatformContractError({ message })],
    ["makes the connector stumble", new TypeError("x")],
  ])(
    "is unconfirmed after a day in which the platform %s",
    async (_, answer) => {
      const { host, connector } = delivery({ commit: ["commit", lost()] }, [answer]);

      expect(await host.runToEnd()).toMatchObject({
        kind: "unconfirmed",
        state: { commit: "armed" },
      });
      expect(new Set(connector.calls.slice(1))).toEqual(new Set(["reconcile"]));
      expect(host.clock.now.getTime()).toBe(Date.parse("2026-11-02T00:00:00Z"));
    },
    60_000,
  );

  it("waits for the owner when the token is gone, and is unconfirmed after 72 h", async () => {
    const { host } = delivery({ commit: ["commit", lost()] }, [
      new AuthorizationRequiredError({ reason: "revoked", message }),
    ]);

    expect(await host.run()).toMatchObject({ kind: "waiting", reason: "authorization" });
    expect(await host.runToEnd()).toMatchObject({ kind: "unconfirmed" });
    expect(host.clock.now.toISOString()).toBe("2026-11-04T00:00:00.000Z");
  });

  it("asks again at once after a refresh, remembering why", async () => {
    const { host, connector } = delivery({ commit: ["commit", lost()] }, [
      new AuthorizationRequiredError({ reason: "expired", message }),
      notPublished("commit"),
    ]);

    expect(await host.run()).toMatchObject({ kind: "waiting", reason: "platform_unavailable" });
    expect(host.refreshes()).toBe(1);
    expect(connector.calls).toEqual(["commit", "reconcile", "reconcile"]);
  });

  it("fails when the platform says that it failed", async () => {
    const { host } = delivery({ commit: ["commit", lost()] }, [
      { kind: "published", outcome: failedOutcome(rejected()) },
    ]);

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected" },
      state: { commit: "none" },
    });
  });
});

describe("a step that fails for good after the commit", () => {
  const steps = { commit: ["commit", next("poll")], poll: ["read", rejected()] } as const;

  it("does not fail a post that is out", async () => {
    const { host, connector } = delivery(steps, [out]);

    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["commit", "poll", "reconcile"]);
  });

  it("fails the delivery when it is proven that nothing is out, and repeats nothing", async () => {
    const { host, connector } = delivery(steps, [notPublished("commit")]);

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected" },
      state: { commit: "none" },
    });
    expect(connector.calls).toEqual(["commit", "poll", "reconcile"]);
  });

  it("is unconfirmed when nobody can tell", async () => {
    const { host } = delivery(steps, [{ kind: "unknown", evidence: "e", recheckAt: null }]);

    expect(await host.run()).toMatchObject({
      kind: "unconfirmed",
      error: { code: "content_rejected" },
    });
  });
});

describe("an idempotent step", () => {
  it("is armed before it is made, and made again after a crash without asking", async () => {
    const { host, connector } = delivery({ put: ["idempotent", done()] });
    await expect(
      host.run({
        onEvent: (event) => {
          if (event.kind === "step-started") throw crash;
        },
      }),
    ).rejects.toBe(crash);

    expect(host.store.state).toMatchObject({ commit: "armed", repeatable: true });
    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["put"]);
  });

  it("does not let the delivery fail after a lost answer, until nothing is proven to be out", async () => {
    const delivered = delivery({ put: ["idempotent", lost(), rejected()] }, [out]);
    const failed = delivery({ put: ["idempotent", lost(), rejected()] }, [notPublished("put")]);

    expect((await delivered.host.runToEnd()).kind).toBe("delivered");
    expect(await failed.host.runToEnd()).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected" },
    });
    expect(failed.connector.calls).toEqual(["put", "put", "reconcile"]);
  });

  it("fails without asking when its very first call was refused", async () => {
    const { host, connector } = delivery({ put: ["idempotent", rejected()] });

    expect((await host.run()).kind).toBe("failed");
    expect(connector.calls).toEqual(["put"]);
  });

  it("whose key grew too old is reconciled", async () => {
    const tooOld = new OutcomeUnknownError({ message });
    const { host, connector } = delivery({ put: ["idempotent", lost(), tooOld, done()] }, [out]);

    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["put", "put", "reconcile"]);
  });

  it("whose key is always too old ends within a day instead of going in circles", async () => {
    const { host, connector } = delivery(
      { put: ["idempotent", new OutcomeUnknownError({ message })] },
      [notPublished("put")],
    );

    expect((await host.runToEnd()).kind).toBe("failed");
    expect(connector.calls.length).toBeLessThan(1_000);
  });

  it("that succeeded keeps a later failure from being the delivery's", async () => {
    const { host, connector } = delivery(
      { put: ["idempotent", next("poll")], poll: ["read", rejected()] },
      [out],
    );

    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["put", "poll", "reconcile"]);
  });

  it("that cannot be repeated although it may have happened is reconciled", async () => {
    const broken = new PlatformContractError({ message, effect: "possible" });
    const { host, connector } = delivery({ put: ["idempotent", broken] }, [out]);

    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls).toEqual(["put", "reconcile"]);
  });
});

describe("an amendment", () => {
  const steps = (...answers: Script) =>
    ({ commit: ["commit", next("amend")], amend: ["amend", ...answers] }) as const;

  it("that fails for good does not fail the post, and is never made into a commit again", async () => {
    const { host, connector } = delivery(steps(rejected()), [out]);

    expect(await host.run()).toMatchObject({ kind: "delivered", outcome: published });
    expect(connector.calls).toEqual(["commit", "amend", "reconcile"]);
    expect(host.events).toContainEqual({ kind: "step-failed", code: "content_rejected", message });
  });

  it("is tried five times more where that may help", async () => {
    const { host, connector } = delivery(steps(lost()), [out]);

    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls.filter((call) => call === "amend")).toHaveLength(6);
  });

  it("that succeeds is done", async () => {
    const { host } = delivery(steps(lost(), done()));

    expect((await host.runToEnd()).kind).toBe("delivered");
  });

  it("does not publish again what its owner has deleted meanwhile", async () => {
    const { host, connector } = delivery(steps(rejected()), [notPublished("commit")]);

    expect((await host.run()).kind).toBe("failed");
    expect(connector.calls.filter((call) => call === "commit")).toHaveLength(1);
  });

  it("before anything is out is a failure like any other", async () => {
    const { host, connector } = delivery({ amend: ["amend", rejected()] });

    expect((await host.run()).kind).toBe("failed");
    expect(connector.calls).toEqual(["amend"]);
  });
});

it("never ends later than the sum of what it may wait for each reason", async () => {
  const answers = [
    lost(),
    { kind: "still-processing", until: new Date("2030-01-01T00:00:00Z") } as const,
  ];
  let turn = 0;
  const connector = scriptedConnector({
    steps: { commit: { effect: "commit", answers: [lost()] } },
    publishing: {
      async reconcile() {
        turn += 1;
        const answer = answers[turn % 2];
        if (answer === undefined || answer instanceof Error) throw answer ?? lost();
        return answer;
      },
    },
  });
  const host = createDeliveryHost({ connector });

  expect((await host.runToEnd()).kind).toBe("unconfirmed");
  expect(host.clock.now.getTime() - Date.parse("2026-11-01T00:00:00Z")).toBeLessThanOrEqual(
    48 * hourMs,
  );
});
