import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFileMediaSource } from "@upload-post/core";
import type { JsonObject, MediaSource, PostDraft } from "@upload-post/core/connector";
import { makeLargeVideo } from "@upload-post/test-media";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileMedia, syntheticVideo } from "./support/media";
import { never, type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";

let world: SandboxWorld;

beforeEach(async () => {
  world = await startSandboxWorld();
});

afterEach(() => world.sandbox.close());

function publish(source: MediaSource, options: JsonObject = {}): PostDraft {
  return {
    mode: "publish",
    media: [source.facts],
    title: null,
    text: "Hello 👋 #upload",
    options: {
      privacy_level: "PUBLIC_TO_EVERYONE",
      allow_comment: true,
      allow_duet: false,
      allow_stitch: false,
      brand_organic: false,
      brand_content: false,
      ai_generated: true,
      ...options,
    },
  };
}

function draft(source: MediaSource): PostDraft {
  return { mode: "draft", media: [source.facts], title: null, text: null, options: {} };
}

describe("a video posted directly", () => {
  it("arrives byte for byte with everything the owner chose, once", async () => {
    const source = await fileMedia("vertical-h264-aac.mp4");
    const account = await world.connect();
    const { result } = await world.drive({ draft: publish(source), media: [source], account });
    expect(result).toMatchObject({
      kind: "delivered",
      outcome: {
        state: "published",
        remote: { visibility: { requested: "PUBLIC_TO_EVERYONE" } },
      },
    });
    const [task] = world.sandbox.inspect.tasks();
    expect(task?.media.map(({ sha256 }) => sha256)).toEqual([source.facts.sha256]);
    expect(task?.postInfo).toMatchObject({
      title: "Hello 👋 #upload",
      privacyLevel: "PUBLIC_TO_EVERYONE",
      disableComment: false,
      disableDuet: true,
      disableStitch: true,
      aiGenerated: true,
    });
    expect(world.sandbox.inspect.commits()).toHaveLength(1);
  });

  it("gets its exact 64-bit id and address when moderation is over", async () => {
    const source = await fileMedia("h264.mov");
    const account = await world.connect();
    const sent = publish(source);
    const { result } = await world.drive({ draft: sent, media: [source], account });
    if (result.kind !== "delivered") return expect.fail(result.kind);
    await world.sandbox.advance(3_600_000);
    const outcome = await world.connector.publishing.observe({
      accountId: account.accountId,
      remote: result.outcome.remote,
      draft: sent,
      credential: account.holder.credential,
      signal: never(),
    });
    const id = world.sandbox.inspect.tasks()[0]?.posts[0]?.id ?? "none";
    expect(Number.isSafeInteger(Number(id))).toBe(false);
    expect(outcome).toMatchObject({
      state: "published",
      observeAt: null,
      remote: {
        postIds: [id],
        url: `https://www.tiktok.com/@ada.public/video/${id}`,
        visibility: { actual: "PUBLIC_TO_EVERYONE" },
      },
    });
  });

  it("is published without an id when only its owner can see it", async () => {
    const source = await fileMedia("hevc.mp4");
    const account = await world.connect("ben.private");
    const sent = publish(source, { privacy_level: "SELF_ONLY" });
    const { result } = await world.drive({ draft: sent, media: [source], account });
    expect(result).toMatchObject({
      kind: "delivered",
      outcome: { observeAt: null, remote: { postIds: [], url: null } },
    });
  });

  it("of several chunks arrives byte for byte", async () => {
    const directory = await mkdtemp(join(tmpdir(), "tiktok-connector-"));
    try {
      const video = await makeLargeVideo({ sizeBytes: 66_582_226, directory, content: "random" });
      const source = await createFileMediaSource(video);
      const account = await world.connect();
      const { result } = await world.drive({ draft: publish(source), media: [source], account });
      expect(result.kind).toBe("delivered");
      expect(world.sandbox.inspect.uploads()).toMatchObject([
        { videoSize: 66_582_226, chunkSize: 10_000_000, totalChunkCount: 6, complete: true },
      ]);
      const [task] = world.sandbox.inspect.tasks();
      expect(task?.media[0]?.sha256).toBe(source.facts.sha256);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe("a video sent as a draft", () => {
  it("lands in the inbox, and becomes a post when its owner posts it", async () => {
    const source = await fileMedia("vp9-opus.webm");
    const account = await world.connect();
    const sent = draft(source);
    const { result } = await world.drive({ draft: sent, media: [source], account });
    expect(result).toMatchObject({ kind: "delivered", outcome: { state: "in_inbox" } });
    if (result.kind !== "delivered") return expect.fail(result.kind);
    const [task] = world.sandbox.inspect.tasks();
    expect(task).toMatchObject({ status: "SEND_TO_USER_INBOX" });
    expect(task?.media[0]?.sha256).toBe(source.facts.sha256);

    const postId = world.sandbox.owner.postDraft(task?.publishId ?? "");
    await world.sandbox.advance(60_000);
    const outcome = await world.connector.publishing.observe({
      accountId: account.accountId,
      remote: result.outcome.remote,
      draft: sent,
      credential: account.holder.credential,
      signal: never(),
    });
    expect(outcome).toMatchObject({
      state: "published",
      remote: { postIds: [postId], visibility: { requested: null, actual: "PUBLIC_TO_EVERYONE" } },
    });
  });
});

describe("videos of every size", () => {
  const sizes = [
    1, 4_999_999, 5_000_000, 5_000_001, 5_242_879, 5_242_880, 5_242_881, 63_999_999, 64_000_000,
    64_000_001, 67_108_863, 67_108_864, 67_108_865, 69_999_999, 70_000_000, 70_000_001, 79_999_999,
  ];

  it.each(sizes)("of %d bytes arrive byte for byte under the stricter megabyte", async (size) => {
    world.sandbox.setSwitches({ mediaChecks: "off", keepMedia: false });
    const source = syntheticVideo(size);
    const account = await world.connect();
    const { result } = await world.drive({ draft: draft(source), media: [source], account });
    expect(result).toMatchObject({ kind: "delivered", outcome: { state: "in_inbox" } });
    expect(world.sandbox.inspect.tasks()[0]?.media).toMatchObject([
      { sizeBytes: size, sha256: source.facts.sha256 },
    ]);
  });
});
