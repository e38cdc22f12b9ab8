import { describe, expect, it } from "vitest";
import { createDeliveryHost } from "../../test/delivery-host";
import {
  done,
  next,
  notPublished,
  published,
  scriptedConnector,
} from "../../test/scripted-connector";
import type { ConnectorPublishing, Reconciliation } from "../connector";
import { AuthorizationRequiredError, PlatformUnavailableError } from "../errors";
import type { DeliveryState } from "./delivery-state";
import { createUnlimitedPlatformLimits, type PlatformLimits } from "./platform-limits";

const later = new Date("2026-11-01T01:10:00Z");
const lost = () => new PlatformUnavailableError({ message: "x", effect: "possible" });

/** A delivery stopped before its commit, in the middle of it, or after it. */
async function stopped(
  where: "staged" | "armed" | "repeatable" | "confirmed",
  platform: {
    readonly abandon: Awaited<ReturnType<ConnectorPublishing["abandon"]>> | Error;
    readonly reconcile?: Reconciliation | Error;
  },
) {
  const connector = scriptedConnector({
    steps: {
      stage: { effect: "stage", answers: [next(where === "repeatable" ? "put" : "commit")] },
      put: { effect: "idempotent", answers: [lost()] },
      commit: { effect: "commit", answers: [next("poll")] },
      poll: { effect: "read", answers: [done()] },
    },
    ...(platform.reconcile === undefined ? {} : { reconcile: [platform.reconcile] }),
    publishing: {
      async abandon() {
        connector.calls.push("abandon");
        if (platform.abandon instanceof Error) throw platform.abandon;
        return platform.abandon;
      },
    },
  });
  const host = createDeliveryHost({ connector });
  const stop = new Error("stopped here");
  await host
    .run({
      async persist(state) {
        host.store.state = JSON.parse(JSON.stringify(state));
        const step = state.position.kind === "step" ? state.position.step : "";
        if (where === "staged" && step === "commit") throw stop;
        if (where === "armed" && state.commit === "armed") throw stop;
        if (where === "confirmed" && state.commit === "confirmed") throw stop;
      },
    })
    .catch((error: unknown) => {
      if (error !== stop) throw error;
    });
  connector.calls.length = 0;
  return { host, connector };
}

describe("canceling a delivery", () => {
  it("that has not begun is canceled without a call", async () => {
    const { host, connector } = await stopped("staged", { abandon: "unsupported" });
    host.store.state = null;

    expect(await host.cancel()).toEqual({ kind: "canceled" });
    expect(connector.calls).toEqual([]);
    expect(host.released).toEqual(["delivery-1"]);
  });

  it.each(["withdrawn", "unsupported", lost(), new TypeError("x")] as const)(
    "before its commit is canceled when abandoning answers %s: nothing staged can appear",
    async (abandon) => {
      const { host, connector } = await stopped("staged", { abandon });

      expect(await host.cancel()).toEqual({ kind: "canceled" });
      expect(connector.calls).toEqual(["abandon"]);
      expect(host.released).toEqual(["delivery-1"]);
    },
  );

  it("before its commit is too late when the platform says so", async () => {
    const { host } = await stopped("staged", { abandon: "too-late" });

    expect(await host.cancel()).toEqual({ kind: "too-late" });
    expect(host.released).toEqual([]);
  });

  it.each(["armed", "repeatable", "confirmed"] as const)(
    "that is %s is canceled when the platform confirms that nothing will appear",
    async (where) => {
      const { host } = await stopped(where, { abandon: "withdrawn" });

      expect(await host.cancel()).toEqual({ kind: "canceled" });
    },
  );

  it.each(["armed", "repeatable"] as const)(
    "that is %s is canceled only when nothing is proven to be out",
    async (where) => {
      for (const [found, kind] of [
        [notPublished("commit"), "canceled"],
        [{ kind: "published", outcome: published }, "too-late"],
        [{ kind: "still-processing", until: new Date() }, "too-late"],
        [{ kind: "unknown", evidence: "e", recheckAt: null }, "too-late"],
        [new AuthorizationRequiredError({ message: "x", reason: "revoked" }), "too-late"],
      ] as const) {
        const { host, connector } = await stopped(where, {
          abandon: "unsupported",
          reconcile: found,
        });

        expect(await host.cancel()).toEqual({ kind });
        expect(connector.calls).toEqual(["abandon", "reconcile"]);
        expect(host.released).toEqual(kind === "canceled" ? ["delivery-1"] : []);
      }
    },
  );

  it.each(["armed", "repeatable"] as const)(
    "that is %s is not settled while what was sent may still arrive",
    async (where) => {
      const { host, connector } = await stopped(where, {
        abandon: "unsupported",
        reconcile: notPublished("commit", later),
      });

      expect(await host.cancel()).toMatchObject({ kind: "unsettled", until: later, error: null });
      expect(host.released).toEqual([]);

      host.clock.now = later;
      expect(await host.cancel()).toEqual({ kind: "canceled" });
      expect(connector.calls).toEqual(["abandon", "reconcile", "abandon", "reconcile"]);
    },
  );

  it("that may still arrive stays so once the machine has gone on to send the rest", async () => {
    const { host } = await stopped("armed", {
      abandon: "unsupported",
      reconcile: notPublished("stage", later),
    });
    const stop = new Error("stopped again");
    const persist = async (state: DeliveryState) => {
      host.store.state = state;
      throw stop;
    };
    await expect(host.run({ persist })).rejects.toBe(stop);

    expect(host.store.state).toMatchObject({ commit: "unsettled", position: { step: "stage" } });
    expect(await host.cancel()).toMatchObject({ kind: "unsettled", until: later });
  });

  it("is asked for again when the platform did not answer, soon at first and then ever less often", async () => {
    const { host } = await stopped("armed", { abandon: lost(), reconcile: lost() });
    const pauses: number[] = [];
    for (let asked = 0; asked < 10; asked += 1) {
      const result = await host.cancel();
      if (result.kind !== "unsettled") throw new Error(`It is ${result.kind}.`);
      expect(result.error?.code).toBe("platform_unavailable");
      pauses.push((result.until.getTime() - host.clock.now.getTime()) / 1_000);
      host.clock.now = result.until;
      host.store.state = JSON.parse(JSON.stringify(result.state));
    }

    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(host.released).toEqual([]);
  });

  it.each(["too-late", "unsupported", lost()] as const)(
    "that is confirmed is too late when abandoning answers %s",
    async (abandon) => {
      const { host, connector } = await stopped("confirmed", { abandon });

      expect(await host.cancel()).toEqual({ kind: "too-late" });
      expect(connector.calls).toEqual(["abandon"]);
      expect((await host.run()).kind).toBe("delivered");
    },
  );

  it("without a credential is canceled before the commit and stays open after it", async () => {
    const none = () => Promise.reject(lost());
    const credentials = { current: none, refresh: none };
    const staged = await stopped("staged", { abandon: "withdrawn" });
    const armed = await stopped("armed", { abandon: "withdrawn" });

    expect(await staged.host.cancel({ credentials })).toEqual({ kind: "canceled" });
    expect(await armed.host.cancel({ credentials })).toMatchObject({ kind: "unsettled" });
    expect(staged.host.events).toContainEqual(expect.objectContaining({ kind: "step-failed" }));
  });

  it("asks when it is its turn, and otherwise sends nothing until it is", async () => {
    const { host, connector } = await stopped("armed", {
      abandon: "unsupported",
      reconcile: notPublished("commit"),
    });
    const asked: string[] = [];
    const kept = { limit: "status", at: "2026-11-01T00:00:07.000Z" };
    const limits: PlatformLimits = {
      ...createUnlimitedPlatformLimits(),
      async take({ call }) {
        asked.push(call);
        const reached = { limit: "status", scope: "account", window: "burst" } as const;
        return { kind: "wait", ...reached, waitMs: 7_000, turn: kept };
      },
    };

    const until = new Date(host.clock.now.getTime() + 7_000);
    expect(await host.cancel({ limits })).toMatchObject({
      ...{ kind: "unsettled", until, error: { code: "rate_limited" } },
      state: { turn: kept },
    });
    expect(asked).toEqual(["abandon", "reconcile"]);
    expect(connector.calls).toEqual([]);
    expect(await host.cancel()).toEqual({ kind: "canceled" });
  });

  it("ends with the reason of an abort", async () => {
    const { host } = await stopped("armed", { abandon: "unsupported" });

    const canceling = host.cancel({ signal: AbortSignal.abort(new Error("SIGTERM")) });

    await expect(canceling).rejects.toThrow("SIGTERM");
  });
});
