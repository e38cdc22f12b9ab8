import { describe, expect, it } from "vitest";
import { draftOf, smallVideo } from "../../test/delivery-host";
import { createMemoryConnector, createMemoryMediaLeases, createMemoryPlatform } from "../testing";
import { createPipeline } from "./create-pipeline";
import type { DeliveryResult } from "./delivery-result";
import type { DeliveryState } from "./delivery-state";
import { createUnlimitedPlatformLimits } from "./platform-limits";

// Points C5 and C7 to C15 of the crash table: the process dies before or after every single thing it
// does, and another one goes on from what was durable.

class Crash extends Error {}

/** Where the process dies: at which of its calls and writes, and whether that one still happens. */
type CrashPoint = { readonly at: number; readonly happens: boolean };

/** Delivers 3.4 kB to the memory platform, dying once at each of `points`, and says how it went. */
async function deliver(way: { transfer: string; commit: string }, points: readonly CrashPoint[]) {
  let time = Date.parse("2026-11-01T00:00:00Z");
  const now = () => new Date(time);
  const source = smallVideo(3_400);
  const leases = createMemoryMediaLeases([source]);
  const platform = createMemoryPlatform({ now, fetchMedia: leases.fetch });
  platform.setProcessingAnswers(1);
  let controller = new AbortController();
  let happened = 0;
  const pending = [...points];
  const dying = async <T>(act: () => Promise<T>): Promise<T> => {
    const point = pending[0];
    const dies = point !== undefined && happened === point.at;
    happened += 1;
    if (!dies) return act();
    pending.shift();
    if (point.happens) await act();
    const crash = new Crash("the process died");
    controller.abort(crash);
    throw crash;
  };
  const connector = createMemoryConnector({
    platform: { ...platform, request: (call) => dying(() => platform.request(call)) },
    now,
  });
  const pipeline = createPipeline({
    sender: {
      send: (request) => dying(() => platform.sender.send(request)),
      close: () => undefined,
    },
    now,
    random: () => 0.5,
  });
  const credential = platform.credential();
  let state: DeliveryState | null = null;

  for (let runs = 0; runs < 50; runs += 1) {
    controller = new AbortController();
    let result: DeliveryResult;
    try {
      result = await pipeline.run({
        deliveryId: "delivery-1",
        accountId: "account-1",
        connector,
        draft: draftOf([source], { options: { audience: "owner", note: "later", ...way } }),
        media: [source],
        state,
        credentials: {
          current: async () => ({ credential, generation: 1 }),
          refresh: async () => ({ credential, generation: 1 }),
        },
        leases,
        limits: createUnlimitedPlatformLimits(),
        persist: (next) =>
          dying(async () => {
            state = JSON.parse(JSON.stringify(next));
          }),
        signal: controller.signal,
        onEvent: () => undefined,
      });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      continue;
    }
    if (result.kind !== "waiting") {
      return { result, posts: platform.posts(), happened, source, open: leases.open() };
    }
    time = result.until.getTime();
  }
  throw new Error("the delivery did not end within 50 runs");
}

const ways = [
  { transfer: "offset", commit: "last-byte" },
  { transfer: "offset", commit: "create" },
  { transfer: "parts", commit: "create" },
  { transfer: "whole", commit: "keyed-put" },
  { transfer: "pull", commit: "create" },
  { transfer: "pull", commit: "keyed-put" },
  { transfer: "whole", commit: "bare-create" },
];

describe.each(ways)("a delivery by $transfer and $commit", (way) => {
  it("ends right, with one post and the very bytes, wherever the process dies, once or twice", async () => {
    const { happened, source } = await deliver(way, []);
    expect(happened).toBeGreaterThan(8);
    let unconfirmed = 0;

    for (let first = 0; first < happened; first += 1) {
      for (const firstHappens of [false, true]) {
        for (const points of [
          [{ at: first, happens: firstHappens }],
          [
            { at: first, happens: firstHappens },
            { at: first + 1, happens: true },
          ],
          [
            { at: first, happens: firstHappens },
            { at: first + 2, happens: false },
          ],
        ]) {
          const { result, posts, open } = await deliver(way, points);
          const where = JSON.stringify(points);
          expect(posts.length, where).toBeLessThanOrEqual(1);
          expect(open, where).toEqual([]);
          if (result.kind === "unconfirmed") {
            unconfirmed += 1;
            continue;
          }
          expect(result.kind, where).toBe("delivered");
          expect(posts[0]?.media.map(({ sha256 }) => sha256)).toEqual([source.facts.sha256]);
        }
      }
    }

    // Only a bare create cannot be asked about, and only around its one call.
    if (way.commit === "bare-create") expect(unconfirmed).toBeGreaterThan(0);
    else expect(unconfirmed).toBe(0);
  });
});
