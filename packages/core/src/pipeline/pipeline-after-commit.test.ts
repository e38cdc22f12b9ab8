import { describe, expect, it } from "vitest";
import { done, next, notPublished, published, type Script } from "../../test/scripted-connector";
import { scriptedDelivery } from "../../test/scripted-delivery";
import type { Reconciliation } from "../connector";
import {
  ContentRejectedError,
  OutcomeUnknownError,
  PlatformContractError,
  PlatformUnavailableError,
} from "../errors";

const message = "x";
const lost = () => new PlatformUnavailableError({ message, effect: "possible" });
const rejected = () => new ContentRejectedError({ field: null, message });
const crash = new Error("the process died");

const delivery = (
  steps: Parameters<typeof scriptedDelivery>[0],
  reconcile: readonly (Reconciliation | Error)[] = [],
) => scriptedDelivery(steps, { reconcile });

const out: Reconciliation = { kind: "published", outcome: published };

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
