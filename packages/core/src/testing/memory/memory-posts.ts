import type { DeliveryMode, JsonObject } from "../../connector";
import { MemoryRefusal } from "./memory-wire";

/** One post that exists at the memory platform: the ground truth for tests. */
export type MemoryPost = {
  readonly id: string;
  /** What the platform calls it while it is asked about: an upload or the post itself. */
  readonly handle: string;
  readonly mode: DeliveryMode;
  readonly text: string | null;
  readonly audience: string;
  /** What the platform really received, in order. */
  readonly media: readonly { readonly sha256: string; readonly sizeBytes: number }[];
  readonly note: string | null;
  /** How often the platform still answers "processing" before it shows the post. */
  readonly processingAnswers: number;
  /** For drafts: whether the owner has finished it. */
  readonly accepted: boolean;
};

/** The shelf of posts. */
export type MemoryPosts = {
  /** Everything that was ever made visible, in order. Never shrinks. */
  all(): readonly MemoryPost[];
  find(matches: (post: MemoryPost) => boolean): MemoryPost | null;
  /** Adds one; `key` is a client-chosen key under which a second one is not made. */
  add(
    post: Omit<MemoryPost, "id" | "processingAnswers" | "accepted">,
    key: string | null,
  ): MemoryPost;
  byKey(key: string): MemoryPost | null;
  change(
    id: string,
    change: Partial<Pick<MemoryPost, "note" | "accepted" | "processingAnswers">>,
  ): void;
  /** How many "processing" answers posts give from now on; 0 at first. */
  setProcessingAnswers(count: number): void;
};

/** Makes an empty shelf. */
export function createMemoryPosts(): MemoryPosts {
  const posts: MemoryPost[] = [];
  const keys = new Map<string, string>();
  let processingAnswers = 0;
  const find = (matches: (post: MemoryPost) => boolean) => posts.find(matches) ?? null;

  return {
    all: () => [...posts],
    find,
    byKey: (key) => find(({ id }) => id === keys.get(key)),
    add(post, key) {
      const known = key === null ? undefined : keys.get(key);
      const existing = find(({ id }) => id === known);
      if (existing !== null) return existing;
      const added = { ...post, id: `post-${posts.length + 1}`, processingAnswers, accepted: false };
      posts.push(added);
      if (key !== null) keys.set(key, added.id);
      return added;
    },
    change(id, change) {
      const index = posts.findIndex((post) => post.id === id);
      const post = posts[index];
      if (post === undefined) throw new MemoryRefusal(404, "no_such_post");
      posts[index] = { ...post, ...change };
    },
    setProcessingAnswers(count) {
      processingAnswers = count;
    },
  };
}

/** A post as the platform tells of it. */
export function describePost(post: MemoryPost): JsonObject {
  const visible = post.mode === "publish" || post.accepted;
  const state = post.processingAnswers > 0 ? "processing" : visible ? "published" : "in_inbox";
  return { id: post.id, handle: post.handle, state, audience: post.audience };
}
