import { describe, expect, it } from "vitest";
import { createDeliveryHost } from "../../test/delivery-host";
import {
  done,
  failedOutcome,
  next,
  notPublished,
  published,
  scriptedConnector,
} from "../../test/scripted-connector";
import { scriptedDelivery } from "../../test/scripted-delivery";
import type { Reconciliation } from "../connector";
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

const delivery = (
  steps: Parameters<typeof scriptedDelivery>[0],
  reconcile: readonly (Reconciliation | Error)[] = [],
) => scriptedDelivery(steps, { reconcile });

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
