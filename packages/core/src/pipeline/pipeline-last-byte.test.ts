import { describe, expect, it } from "vitest";
import { done, notPublished, published } from "../../test/scripted-connector";
import { accepted } from "../../test/transfer-bench";
import { transferDelivery } from "../../test/transfer-delivery";
import { ContentRejectedError, PlatformUnavailableError } from "../errors";

const message = "x";
const lost = (effect: "none" | "possible" = "possible") =>
  new PlatformUnavailableError({ message, effect });

const committing = { commit: "on-last-byte" } as const;

describe("a last byte that commits", () => {
  it("is confirmed when it is accepted", async () => {
    const { host } = transferDelivery({ plan: committing, verdicts: [], finish: [() => done()] });

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
    const { host, sent, connector } = transferDelivery({
      plan: committing,
      verdicts: [accepted(), accepted(), verdict],
      reconcile: [{ kind: "published", outcome: published }],
    });

    expect((await host.run()).kind).toBe("delivered");
    expect(sent).toHaveLength(3);
    expect(connector.calls.at(-1)).toBe("reconcile");
  });

  it("whose answer the connector cannot read is reconciled, never failed", async () => {
    const { host, connector } = transferDelivery({
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
    const { host, sent, connector } = transferDelivery({
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
    const { host, sent } = transferDelivery({
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
    const { host, connector } = transferDelivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [lost("none")],
    });

    expect(await host.run()).toMatchObject({ kind: "waiting", state: { commit: "none" } });
    expect((await host.runToEnd()).kind).toBe("delivered");
    expect(connector.calls).not.toContain("reconcile");
  });

  it("is not armed by a signature that cannot be made", async () => {
    const { host, connector } = transferDelivery({
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
    const { host } = transferDelivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [{ kind: "rejected", error: new ContentRejectedError({ field: null, message }) }],
    });

    expect(await host.run()).toMatchObject({ kind: "failed", state: { commit: "none" } });
  });

  it("is not sent when the delivery is lost while arming, whatever kind of error says so", async () => {
    const { host, sent } = transferDelivery({
      plan: { ...committing, partSizeBytes: 30 },
      verdicts: [],
    });
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
