import { describe, expect, it } from "vitest";
import { createDeliveryHost, smallVideo } from "../../test/delivery-host";
import { done, published, scriptedConnector, transfer } from "../../test/scripted-connector";
import { accepted, offsetPlan } from "../../test/transfer-bench";
import { transferDelivery } from "../../test/transfer-delivery";
import { AuthorizationRequiredError, PlatformUnavailableError } from "../errors";
import type { ByteSender } from "../transfer";

const message = "x";
const lost = (effect: "none" | "possible" = "possible") =>
  new PlatformUnavailableError({ message, effect });

const committing = { commit: "on-last-byte" } as const;

describe("a delivery that moves bytes", () => {
  it("sends them and hands the receipts to the next step", async () => {
    const { host, sent } = transferDelivery({
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
    const { host, sent, connector } = transferDelivery({
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
    const { host, sent } = transferDelivery({
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
    const { host, sent } = transferDelivery({ verdicts: [] });
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
    const { host } = transferDelivery({ verdicts: [], plan: { mediaIndex: 3 } });

    expect(await host.run()).toMatchObject({ kind: "failed", error: { rule: "media_missing" } });
  });

  it("does not use an address that has expired", async () => {
    const { host, sent } = transferDelivery({
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
    const { host, connector } = transferDelivery({
      verdicts: [gone, gone, gone, gone, gone, gone],
    });

    expect(await host.run()).toMatchObject({
      kind: "failed",
      error: { rule: "upload_target_gone" },
      state: { attempt: 5, commit: "none" },
    });
    expect(connector.calls.filter((call) => call === "open")).toHaveLength(5);
  });

  it("under the committing part is reconciled before anything is sent again", async () => {
    const { host, connector, sent } = transferDelivery({
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

it("refreshes an expired token in the middle of a transfer and sends the same part again", async () => {
  const error = new AuthorizationRequiredError({ reason: "expired", message });
  const { host, sent } = transferDelivery({
    verdicts: [accepted(), { kind: "unauthorized", challenge: null, error }],
  });

  expect((await host.run()).kind).toBe("delivered");
  expect(sent).toEqual(["0+10", "10+10", "10+10", "20+10"]);
  expect(host.refreshes()).toBe(1);
});
