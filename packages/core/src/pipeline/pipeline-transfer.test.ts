import { describe, expect, it } from "vitest";
import { createDeliveryHost, smallVideo } from "../../test/delivery-host";
import {
  done,
  next,
  notPublished,
  published,
  type Script,
  scriptedConnector,
  transfer,
} from "../../test/scripted-connector";
import { accepted, offsetPlan } from "../../test/transfer-bench";
import type {
  ConnectorPublishing,
  PushOffsetPlan,
  Reconciliation,
  TransferLocation,
  TransferVerdict,
} from "../connector";
import {
  AuthorizationRequiredError,
  ContentRejectedError,
  PlatformUnavailableError,
} from "../errors";
import type { ByteSender } from "../transfer";

const message = "x";
const lost = (effect: "none" | "possible" = "possible") =>
  new PlatformUnavailableError({ message, effect });

/** Stage, move 30 bytes in three parts, commit; the platform's verdicts on the parts are scripted. */
function delivery(script: {
  readonly verdicts: readonly (TransferVerdict | Error)[];
  readonly plan?: Partial<PushOffsetPlan>;
  readonly locate?: readonly (TransferLocation | Error)[];
  readonly reconcile?: readonly Reconciliation[];
  readonly finish?: Script;
  readonly publishing?: Partial<ConnectorPublishing>;
}) {
  const verdicts = [...script.verdicts];
  const locations = [...(script.locate ?? [])];
  const sent: string[] = [];
  let verdict: TransferVerdict = accepted();
  const sender: ByteSender = {
    async send(request) {
      sent.push(`${request.range.offsetBytes}+${request.range.lengthBytes}`);
      const answer = verdicts.shift() ?? accepted();
      if (answer instanceof Error) throw answer;
      verdict = answer;
      return { status: 200, headers: {}, body: "" };
    },
    close: () => undefined,
  };
  const connector = scriptedConnector({
    steps: {
      open: { effect: "stage", answers: [next("send")] },
      send: { effect: "read", answers: [transfer(offsetPlan(script.plan), "finish")] },
      finish: { effect: "read", answers: script.finish ?? [done()] },
    },
    ...(script.reconcile === undefined ? {} : { reconcile: script.reconcile }),
    publishing: {
      readTransferResponse: () => verdict,
      authorizeTransfer: async () => ({}),
      async locate() {
        connector.calls.push("locate");
        const found = locations.shift() ?? { kind: "unknown" };
        if (found instanceof Error) throw found;
        return found;
      },
      ...script.publishing,
    },
  });
  return { connector, sent, host: createDeliveryHost({ connector, sender }) };
}

const committing = { commit: "on-last-byte" } as const;

describe("a delivery that moves bytes", () => {
  it("sends them and hands the receipts to the next step", async () => {
    const { host, sent } = delivery({
      verdicts: [accepted(null, "a"), accepted(null, "b"), accepted(null, "c")],
      finish: [
        ({ transfer: left }) => {
          expect(left).toEqual({ acknowledgedBytes: 30, receipts: ["c"] });
          return done();
        },
      ],
    });

    expect((await host.run()).kind).toBe("delivered");
    expect(sent).toEqual(["0+10", "10+10", "20+10"]);
    expect(host.events.filter(({ kind }) => kind === "bytes-sent").at(-1)).toEqual({
      kind: "bytes-sent",
      bytesSent: 30,
      bytesTotal: 30,
    });
  });

  it("goes on where the platform says after a break, keeping what was acknowledged", async () => {
    const { host, sent, connector } = delivery({
      verdicts: [accepted(), lost()],
      locate: [{ kind: "at", acknowledgedBytes: 10 }],
    });

    expect(await host.run()).toMatchObject({
      kind: "waiting",
      state: { position: { progress: { acknowledgedBytes: 10, interrupted: true } } },
    });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(sent).toEqual(["0+10", "10+10", "10+10", "20+10"]);
    expect(connector.calls.filter((call) => call === "locate")).toHaveLength(1);
  });

  it("keeps what was acknowledged also when asking where it stands fails", async () => {
    const { host, sent } = delivery({
      verdicts: [accepted(), accepted(), { kind: "out-of-step", acknowledgedBytes: null }],
      locate: [lost("none"), { kind: "at", acknowledgedBytes: 20 }],
    });

    expect(await host.run()).toMatchObject({
      kind: "waiting",
      state: { position: { progress: { acknowledgedBytes: 20, interrupted: true } } },
    });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(sent).toEqual(["0+10", "10+10", "20+10", "20+10"]);
  });

  it("refuses other media than it began with", async () => {
    const { host, sent } = delivery({ verdicts: [] });
    const crash = new Error("the process died");
    const running = host.run({
      async persist(state) {
        host.store.state = JSON.parse(JSON.stringify(state));
        if (state.position.kind === "transfer") throw crash;
      },
    });
    await expect(running).rejects.toBe(crash);

    const result = await host.run({ media: [smallVideo(31)] });

    expect(result).toMatchObject({ kind: "failed", error: { rule: "digest_changed" } });
    expect(sent).toEqual([]);
  });

  it("refuses to go on when its media is missing", async () => {
    const { host } = delivery({ verdicts: [], plan: { mediaIndex: 3 } });

    expect(await host.run()).toMatchObject({ kind: "failed", error: { rule: "media_missing" } });
  });

  it("does not use an address that has expired", async () => {
    const { host, sent } = delivery({
      verdicts: [],
      plan: { expiresAt: "2026-10-31T23:59:59Z" },
    });

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { rule: "upload_target_gone" },
      state: { attempt: 5 },
    });
    expect(sent).toEqual([]);
  });
});

describe("an upload target that is gone", () => {
  it("begins a new attempt, five in all", async () => {
    const gone = { kind: "gone" } as const;
    const { host, connector } = delivery({ verdicts: [gone, gone, gone, gone, gone, gone] });

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { rule: "upload_target_gone" },
      state: { attempt: 5, commit: "none" },
    });
    expect(connector.calls.filter((call) => call === "open")).toHaveLength(5);
  });

  it("under the committing part is reconciled before anything is sent again", async () => {
    const { host, connector, sent } = delivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [{ kind: "gone" }],
      reconcile: [{ kind: "published", outcome: published }],
    });

    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls.at(-1)).toBe("reconcile");
    expect(sent).toHaveLength(1);
  });

  it("after a commit begins no new attempt before nothing is proven to be out", async () => {
    for (const [found, kind] of [
      [{ kind: "published", outcome: published } as const, "delivered"],
      [{ kind: "unknown", evidence: "e", recheckAt: null } as const, "unconfirmed"],
    ] as const) {
      const connector = scriptedConnector({
        steps: {
          commit: { effect: "commit", answers: [transfer(offsetPlan(), "finish")] },
          finish: { effect: "read", answers: [done()] },
        },
        reconcile: [found],
        publishing: {
          authorizeTransfer: async () => ({}),
          readTransferResponse: () => ({ kind: "gone" }),
        },
      });
      const sender: ByteSender = {
        send: async () => ({ status: 404, headers: {}, body: "" }),
        close: () => undefined,
      };

      const result = await createDeliveryHost({ connector, sender }).run();

      expect(result).toMatchObject({ kind, state: { attempt: 1 } });
      expect(connector.calls).toEqual(["commit", "reconcile"]);
    }
  });
});

describe("a last byte that commits", () => {
  it("is confirmed when it is accepted", async () => {
    const { host } = delivery({ plan: committing, verdicts: [], finish: [() => done()] });

    expect(await host.run()).toMatchObject({ kind: "delivered", state: { commit: "confirmed" } });
    expect(host.store.history.map(({ commit }) => commit)).toEqual([
      "none",
      "none",
      "none",
      "none",
      "none",
      "armed",
      "confirmed",
    ]);
  });

  it.each([
    ["a broken connection", lost()],
    ["a fault of the server", { kind: "unclear", retryAfterMs: null } as const],
    ["a disagreement", { kind: "out-of-step", acknowledgedBytes: 30 } as const],
  ])("that ends in %s is reconciled, and not sent again when it is out", async (_, verdict) => {
    const { host, sent, connector } = delivery({
      plan: committing,
      verdicts: [accepted(), accepted(), verdict],
      reconcile: [{ kind: "published", outcome: published }],
    });

    expect((await host.run()).kind).toBe("delivered");
    expect(sent).toHaveLength(3);
    expect(connector.calls.at(-1)).toBe("reconcile");
  });

  it("whose answer the connector cannot read is reconciled, never failed", async () => {
    const { host, connector } = delivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [],
      reconcile: [{ kind: "published", outcome: published }],
      publishing: {
        readTransferResponse() {
          throw new TypeError("x is undefined");
        },
      },
    });

    expect((await host.run()).kind).toBe("delivered");
    expect(connector.calls.at(-1)).toBe("reconcile");
  });

  it("proven not to be out goes on where the platform stands, on the same address", async () => {
    const { host, sent, connector } = delivery({
      plan: committing,
      verdicts: [accepted(), accepted(), lost()],
      reconcile: [notPublished("send")],
      locate: [{ kind: "at", acknowledgedBytes: 20 }],
    });

    expect(await host.run()).toMatchObject({ kind: "waiting", state: { commit: "none" } });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(sent).toEqual(["0+10", "10+10", "20+10", "20+10"]);
    expect(connector.calls.filter((call) => call === "open")).toHaveLength(1);
  });

  it("goes on there also when the store gave the plan's keys another order", async () => {
    const { host, sent } = delivery({
      plan: committing,
      verdicts: [accepted(), accepted(), lost()],
      reconcile: [notPublished("send")],
      locate: [{ kind: "at", acknowledgedBytes: 20 }],
    });
    await host.run();
    const sorted = JSON.stringify(host.store.state, (_, value) =>
      value !== null && typeof value === "object" && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? 1 : -1)))
        : value,
    );
    host.store.state = JSON.parse(sorted);

    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(sent.slice(3)).toEqual(["20+10"]);
  });

  it("that never left is sent again without asking", async () => {
    const { host, connector } = delivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [lost("none")],
    });

    expect(await host.run()).toMatchObject({ kind: "waiting", state: { commit: "none" } });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls).not.toContain("reconcile");
  });

  it("is not armed by a signature that cannot be made", async () => {
    const { host, connector } = delivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [],
      publishing: {
        authorizeTransfer: () => Promise.reject(lost()),
      },
    });

    expect(await host.run()).toMatchObject({ kind: "waiting", state: { commit: "none" } });
    expect(host.store.history.some(({ commit }) => commit === "armed")).toBe(false);
    expect(connector.calls).not.toContain("reconcile");
  });

  it("that was refused for good fails the delivery", async () => {
    const { host } = delivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [{ kind: "rejected", error: new ContentRejectedError({ field: null, message }) }],
    });

    expect(await host.run()).toMatchObject({ kind: "failed", state: { commit: "none" } });
  });

  it("is not sent when the delivery is lost while arming, whatever kind of error says so", async () => {
    const { host, sent } = delivery({ plan: { ...committing, partSizeBytes: 30 }, verdicts: [] });
    const gone = lost();

    const running = host.run({
      persist: async (state) => {
        if (state.commit === "armed") throw gone;
      },
    });

    await expect(running).rejects.toBe(gone);
    expect(sent).toEqual([]);
  });
});

it("refreshes an expired token in the middle of a transfer and sends the same part again", async () => {
  const error = new AuthorizationRequiredError({ reason: "expired", message });
  const { host, sent } = delivery({
    verdicts: [accepted(), { kind: "unauthorized", challenge: null, error }],
  });

  expect((await host.run()).kind).toBe("delivered");
  expect(sent).toEqual(["0+10", "10+10", "10+10", "20+10"]);
  expect(host.refreshes()).toBe(1);
});
