import { describe, expect, it } from "vitest";
import { at, done, published } from "../../test/scripted-connector";
import { scriptedDelivery } from "../../test/scripted-delivery";
import { PlatformUnavailableError } from "../errors";

const message = "x";
const outage = (effect: "none" | "possible" = "none") =>
  new PlatformUnavailableError({ message, effect });

describe("a host", () => {
  it("that has lost the delivery ends the run before anything is sent", async () => {
    const { host, connector } = scriptedDelivery({ commit: ["commit", done()] });
    const lost = new Error("the fence has moved");

    const running = host.run({ persist: () => Promise.reject(lost) });

    await expect(running).rejects.toBe(lost);
    expect(connector.calls).toEqual([]);
  });

  it("that loses it while arming sends nothing", async () => {
    const { host, connector } = scriptedDelivery({ commit: ["commit", done()] });
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
    const { host } = scriptedDelivery({
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
    const { host, connector } = scriptedDelivery({ commit: ["commit", done()] });

    await expect(host.run({ signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
    expect(connector.calls).toEqual([]);
    expect(host.store.history).toEqual([]);
  });

  it("whose leases cannot be released runs again and comes to the same end", async () => {
    const { host } = scriptedDelivery(
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
    const { host } = scriptedDelivery({
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
    const { host } = scriptedDelivery({
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
