import type { JsonObject, MediaSource, PostDraft } from "@upload-post/core/connector";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileMedia } from "./support/media";
import { type MediaServer, startMediaServer } from "./support/media-server";
import { type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";
import { verifyMediaPrefix } from "./support/verify-media-prefix";

let world: SandboxWorld;
let server: MediaServer;
let sources: readonly MediaSource[];

beforeEach(async () => {
  world = await startSandboxWorld();
  sources = await Promise.all([
    fileMedia("photo-portrait.jpg"),
    fileMedia("photo.webp"),
    fileMedia("photo.png"),
    fileMedia("photo-too-large.jpg"),
  ]);
  server = await startMediaServer(sources);
});

afterEach(async () => {
  await server.close();
  await world.sandbox.close();
});

const verifyPrefix = () => verifyMediaPrefix(world, server);

function pick(...indexes: readonly number[]): readonly MediaSource[] {
  return indexes.flatMap((index) => sources[index] ?? []);
}

function photos(
  media: readonly MediaSource[],
  more: Partial<PostDraft> = {},
  options: JsonObject = {},
): PostDraft {
  return {
    mode: "publish",
    media: media.map(({ facts }) => facts),
    title: "Three of us",
    text: "A walk #outside",
    options: {
      privacy_level: "PUBLIC_TO_EVERYONE",
      allow_comment: true,
      auto_add_music: true,
      brand_organic: true,
      brand_content: false,
      cover_index: 0,
      ...options,
    },
    ...more,
  };
}

async function post(media: readonly MediaSource[], draft = photos(media), username = "ada.public") {
  const account = await world.connect(username);
  return world.drive({ draft, media, account, leases: server.leases });
}

describe("photos", () => {
  it("are fetched from the verified prefix and posted in order", async () => {
    await verifyPrefix();
    const media = pick(0, 1, 0);
    const { result } = await post(media, photos(media, {}, { cover_index: 1 }));
    expect(result).toMatchObject({ kind: "delivered", outcome: { state: "published" } });
    const [task] = world.sandbox.inspect.tasks();
    expect(task?.media.map(({ sha256 }) => sha256)).toEqual(media.map(({ facts }) => facts.sha256));
    expect(task?.postInfo).toMatchObject({
      title: "Three of us",
      description: "A walk #outside",
      disableComment: false,
      autoAddMusic: true,
      brandOrganic: true,
    });
  });

  it("go to the inbox as a draft", async () => {
    await verifyPrefix();
    const media = pick(0, 1);
    const draft = photos(media, { mode: "draft", options: { cover_index: 1 } });
    const { result } = await post(media, draft);
    expect(result).toMatchObject({ kind: "delivered", outcome: { state: "in_inbox" } });
    expect(world.sandbox.inspect.tasks()[0]?.media).toHaveLength(2);
  });

  it("are refused before anything is fetched while the address is not verified", async () => {
    const { result } = await post(pick(0));
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "operator_misconfigured", platform: { code: "url_ownership_unverified" } },
    });
    expect(world.sandbox.inspect.commits()).toEqual([]);
  });

  it.each([
    ["a PNG", 2, "file_format_check_failed"],
    ["a photo over 1080 on its short side", 3, "picture_size_check_failed"],
  ])("fail as a whole because of %s", async (_what, index, code) => {
    await verifyPrefix();
    const { result } = await post(pick(0, index));
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "media_rejected", platform: { code } },
    });
  });

  it("are tried again when TikTok could not fetch them, and never posted twice", async () => {
    await verifyPrefix();
    world.sandbox.faults.add({ effect: { kind: "fail-task", reason: "photo_pull_failed" } });
    const { result } = await post(pick(0));
    expect(result).toMatchObject({ kind: "delivered", state: { attempt: 2 } });
    const published = world.sandbox.inspect.tasks().flatMap(({ posts }) => posts);
    expect(published).toHaveLength(1);
  });

  it.each(["after", "mid"] as const)(
    "stay unconfirmed when the answer to init is lost (%s): nobody can ask",
    async (when) => {
      await verifyPrefix();
      world.sandbox.faults.add({
        target: "POST /v2/post/publish/content/init/",
        effect: { kind: "drop", when },
      });
      const { result } = await post(pick(0));
      expect(result).toMatchObject({ kind: "unconfirmed" });
      expect(world.sandbox.inspect.commits().length).toBeLessThanOrEqual(1);
    },
  );

  it("are sent once when the token dies just before", async () => {
    await verifyPrefix();
    world.sandbox.faults.add({
      target: "POST /v2/post/publish/content/init/",
      effect: { kind: "api-error", code: "access_token_invalid", status: 401 },
    });
    const { result, events } = await post(pick(0));
    expect(result).toMatchObject({ kind: "delivered" });
    expect(events).toContainEqual({ kind: "credential-refreshed" });
    expect(world.sandbox.inspect.commits()).toHaveLength(1);
  });

  it.each([
    ["a title of 91 units", { title: "x".repeat(91) }],
    ["a description of 4001 units", { text: "x".repeat(4001) }],
  ])("are refused with %s", async (_what, more) => {
    await verifyPrefix();
    const { result } = await post(pick(0), photos(pick(0), more));
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected", platform: { code: "invalid_params" } },
    });
  });

  it("as a draft need a newer TikTok app on the owner's phone", async () => {
    await verifyPrefix();
    world.sandbox.changeUser("ada.public", { appVersion: "31.7.9" });
    const draft = photos(pick(0), { mode: "draft", options: { cover_index: 0 } });
    const { result } = await post(pick(0), draft);
    expect(result).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected", platform: { code: "app_version_check_failed" } },
    });
  });

  it("can be withdrawn while TikTok is still fetching", async () => {
    await verifyPrefix();
    world.sandbox.faults.add({ effect: { kind: "stuck-download" } });
    const account = await world.connect();
    const { publishing } = world.connector;
    const draft = photos(pick(0));
    const context = {
      deliveryId: "dlv_1",
      draft,
      credential: account.holder.credential,
      accountId: account.accountId,
      checkpoint: publishing.start({ draft, deliveryId: "dlv_1", attempt: 1 }).checkpoint,
      transfer: null,
      leases: await server.leases.grant({
        deliveryId: "dlv_1",
        media: draft.media.map((facts, mediaIndex) => ({ mediaIndex, facts })),
      }),
      signal: new AbortController().signal,
    };
    const { checkpoint } = await publishing.run("init-photo", context);
    expect(await publishing.abandon({ ...context, checkpoint })).toBe("withdrawn");
    const outcome = await publishing.run("await-result", { ...context, checkpoint });
    expect(outcome).toMatchObject({
      kind: "done",
      outcome: { state: "failed", error: { platform: { code: "publish_cancelled" } } },
    });
  });
});
