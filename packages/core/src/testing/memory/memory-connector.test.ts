import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { MediaSource, PostDraft } from "../../connector";
import { createBytesMediaSource } from "../../media";
import {
  createPipeline,
  createUnlimitedPlatformLimits,
  type DeliveryResult,
  type DeliveryState,
} from "../../pipeline";
import { createMemoryConnector } from "./create-memory-connector";
import type { MemoryFault } from "./memory-faults";
import { createMemoryMediaLeases } from "./memory-media-leases";
import { createMemoryPlatform } from "./memory-platform";
import { digestOf } from "./memory-uploads";

const ways = [
  ["offset", "last-byte"],
  ["offset", "create"],
  ["parts", "create"],
  ["whole", "bare-create"],
  ["whole", "keyed-put"],
  ["pull", "create"],
  ["pull", "keyed-put"],
] as const;

/** A delivery to the memory platform, run until it ends; waits pass at once on a clock of its own. */
function createDelivery(transfer: string, commit: string, sizeBytes: number) {
  let time = Date.parse("2026-11-01T00:00:00Z");
  const now = () => new Date(time);
  const bytes = randomBytes(sizeBytes);
  const source: MediaSource = createBytesMediaSource({ bytes, type: "video/mp4" });
  const leases = createMemoryMediaLeases([source]);
  const platform = createMemoryPlatform({ now, fetchMedia: leases.fetch });
  const connector = createMemoryConnector({ platform, now });
  const draft: PostDraft = {
    mode: "publish",
    media: [source.facts],
    title: null,
    text: "hello",
    options: { audience: "owner", transfer, commit, note: "later" },
  };
  const credential = platform.credential();
  const pipeline = createPipeline({ sender: platform.sender, now, random: () => 0 });

  return {
    platform,
    leases,
    digest: digestOf(bytes),
    async run(): Promise<DeliveryResult> {
      let state: DeliveryState | null = null;
      for (let turn = 0; turn < 50; turn += 1) {
        const result: DeliveryResult = await pipeline.run({
          deliveryId: "delivery-1",
          accountId: "account-1",
          connector,
          draft,
          media: [source],
          state,
          credentials: {
            current: async () => ({ credential, generation: 1 }),
            refresh: async () => ({ credential, generation: 1 }),
          },
          leases,
          limits: createUnlimitedPlatformLimits(),
          persist: async (next) => {
            state = JSON.parse(JSON.stringify(next));
          },
          signal: new AbortController().signal,
          onEvent: () => undefined,
        });
        if (result.kind !== "waiting") return result;
        time = result.until.getTime();
        state = JSON.parse(JSON.stringify(result.state));
      }
      throw new Error("The delivery did not end within 50 turns.");
    },
  };
}

describe("the memory connector", () => {
  it.each(ways)("delivers by %s and %s, every byte", async (transfer, commit) => {
    for (const sizeBytes of [1, 999, 1000, 1001, 2000, 3456]) {
      const delivery = createDelivery(transfer, commit, sizeBytes);
      delivery.platform.setProcessingAnswers(2);
      const result = await delivery.run();
      expect(result.kind, JSON.stringify(result)).toBe("delivered");
      const posts = delivery.platform.posts();
      expect(posts.map((post) => post.media)).toEqual([[delivery.digest]]);
      expect(posts.map((post) => post.note)).toEqual(["later"]);
      expect(delivery.leases.open()).toEqual([]);
    }
  });

  const faults: readonly MemoryFault[] = [
    "refused",
    "request-lost",
    "answer-lost",
    "server-error",
    "garbage",
    "rate-limited",
  ];
  const operations = [
    "open-upload",
    "bytes",
    "last-bytes",
    "finish-upload",
    "collect",
    "create-post",
    "post-status",
    "note-post",
  ];

  it.each(ways)("never posts twice by %s and %s, whatever call fails how", async (...way) => {
    const counts = new Map<string, number>();
    for (const operation of operations) {
      for (const fault of faults) {
        const delivery = createDelivery(...way, 2500);
        delivery.platform.failNext(operation, fault);
        const result = await delivery.run();
        const posts = delivery.platform.posts().length;
        counts.set(result.kind, (counts.get(result.kind) ?? 0) + 1);
        expect(posts, `${operation} ${fault}: ${result.kind}`).toBeLessThanOrEqual(1);
        if (result.kind === "delivered") expect(posts, `${operation} ${fault}`).toBe(1);
        if (result.kind === "failed") expect(posts, `${operation} ${fault}`).toBe(0);
      }
    }
    // The test would say nothing if no delivery survived its fault.
    expect(counts.get("delivered") ?? 0).toBeGreaterThan(operations.length * 4);
  });
});
