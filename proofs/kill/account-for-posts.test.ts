import type { InspectedTask, TiktokSandbox } from "@upload-post/tiktok-sandbox";
import { expect, it } from "vitest";
import { accountForPosts } from "./account-for-posts";
import { createEntry, type LedgerEntry, type PostKind } from "./ledger";

/** A platform that has taken these media, in this order, each with its end. */
function platformWith(...taken: readonly (readonly [digest: string, failed?: "FAILED"])[]) {
  const tasks = taken.map(([sha256, status = "PUBLISH_COMPLETE"], index) => ({
    publishId: `p${index}`,
    status,
    media: [{ sha256 }],
  }));
  return {
    inspect: {
      tasks: () => tasks as unknown as InspectedTask[],
      commits: () => tasks.map(({ publishId }) => ({ publishId })),
    },
  } as unknown as Pick<TiktokSandbox, "inspect">;
}

function entry(status: string, kind: PostKind = "video", error: string | null = null): LedgerEntry {
  return {
    ...createEntry("proof-1", kind),
    digests: ["a"],
    postId: "post_1",
    acceptedAt: 0,
    endedAt: 10,
    delivery: { id: "dlv_1", status, detail: null, error, postId: null },
  };
}

it("has nothing to say about a post that is there once, or was canceled and is not there", () => {
  const published = accountForPosts([entry("published")], platformWith(["a"]));
  expect(published).toMatchObject({ faults: [], figures: { commits: 1, slowestPostMs: 10 } });
  expect(accountForPosts([entry("canceled", "canceled")], platformWith()).faults).toEqual([]);
});

it("does not count what the platform itself ended as failed", () => {
  const account = accountForPosts([entry("published")], platformWith(["a", "FAILED"], ["a"]));
  expect(account).toMatchObject({ faults: [], figures: { commits: 1, duplicated: 0 } });
});

it.each([
  ["a post that is there twice", entry("published"), platformWith(["a"], ["a"]), "duplicated"],
  ["a post that is shown and not there", entry("published"), platformWith(["b"]), "lost"],
  ["a post that is there and shown as failed", entry("failed"), platformWith(["a"]), "misreported"],
  ["a canceled post that is there", entry("canceled"), platformWith(["a"]), "misreported"],
  ["a post that nobody canceled", entry("canceled"), platformWith(), "lost"],
  [
    "a post that failed without the platform",
    entry("failed", "video", "internal"),
    platformWith(),
    "lost",
  ],
  ["a post that does not end", entry("processing"), platformWith(["a"]), "stuck"],
  ["a caller that gave up", { ...entry("queued"), trouble: "no answer" }, platformWith(), "lost"],
] as const)("finds %s", (_, ledger, platform, fault) => {
  const { faults, figures } = accountForPosts([ledger], platform);
  expect(faults).toHaveLength(1);
  expect(figures[fault]).toBe(1);
});

it("counts what cannot be asked about apart, and only that", () => {
  const photos = accountForPosts([entry("unconfirmed", "photos")], platformWith(["a"]));
  expect(photos).toMatchObject({ faults: [], figures: { unconfirmed: 1 } });
  expect(accountForPosts([entry("unconfirmed")], platformWith(["a"])).faults).toHaveLength(1);
});
