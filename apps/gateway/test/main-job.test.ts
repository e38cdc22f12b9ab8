import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeLargeVideo, mediaFile } from "@upload-post/test-media";
import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostBody, postSchema } from "../src/posts/post-body";
import { type EndToEnd, startEndToEnd } from "./end-to-end";

describe("the main job, over sockets, against TikTok's sandbox", () => {
  let test: EndToEnd;
  let connection = "";
  let directory = "";
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "upload-post-main-job-"));
    test = await startEndToEnd();
    connection = await test.connect();
  });
  afterAll(async () => {
    await test.close();
    await rm(directory, { recursive: true, force: true });
  });

  const create = async (body: object): Promise<PostBody> =>
    postSchema.parse(await test.api.post("/v1/posts", body));
  const heldBy = (handle: string | undefined) =>
    test.sandbox.inspect.tasks().find(({ publishId }) => publishId === handle)?.media ?? [];
  const lastTask = () => test.sandbox.inspect.tasks().at(-1);

  it("connects the account that the owner chose", async () => {
    const shown = await test.api.get(`/v1/connections/${connection}`);

    expect(shown).toMatchObject({
      status: "active",
      account: { display_name: "Ada Public" },
      missing_scopes: [],
    });
    expect(shown.scopes.toSorted()).toEqual(["user.info.basic", "video.publish", "video.upload"]);
  });

  it("offers exactly the privacy levels that the account has", async () => {
    const options = await test.api.get(`/v1/connections/${connection}/publishing-options`);

    expect(options.options_schema.publish.properties.privacy_level.enum.toSorted()).toEqual([
      "MUTUAL_FOLLOW_FRIENDS",
      "PUBLIC_TO_EVERYONE",
      "SELF_ONLY",
    ]);
  });

  it("sends a video of several chunks to the inbox, byte for byte", async () => {
    const large = await makeLargeVideo({ sizeBytes: 64_000_001, directory, content: "random" });
    const media = await test.api.upload(large, () => undefined);
    const post = await create({ media: [media.id], targets: [{ connection, mode: "draft" }] });

    const done = await test.follow(post.id, ["in_inbox"]);

    const task = lastTask();
    expect(task).toMatchObject({ status: "SEND_TO_USER_INBOX", uploadedBytes: 64_000_001 });
    expect(task?.media).toMatchObject([{ sizeBytes: 64_000_001, sha256: media.sha256 }]);
    expect(done.deliveries[0]?.progress).toEqual({
      bytes_sent: 64_000_001,
      bytes_total: 64_000_001,
    });
  });

  it("warns that TikTok ignores the text of an inbox video", async () => {
    const media = await test.store("h264.mov");

    const post = await create({
      media: [media],
      text: "Nobody will see this",
      targets: [{ connection, mode: "draft" }],
    });

    expect(post.deliveries[0]?.warnings).toMatchObject([{ path: "/text", code: "text_ignored" }]);
    await test.follow(post.id, ["in_inbox"]);
  });

  it("posts directly what the owner approved, as the owner chose it", async () => {
    const media = await test.store("vertical-h264-aac.mp4");
    const post = await create({
      media: [media],
      text: "Hello",
      targets: [{ connection, mode: "publish", options: { privacy_level: "PUBLIC_TO_EVERYONE" } }],
    });
    expect(post.deliveries[0]?.status).toBe("awaiting_review");

    await test.approve(post, { privacy_level: "SELF_ONLY", allow_comment: "true" });
    const done = await test.follow(post.id, ["published"]);

    const task = lastTask();
    expect(task).toMatchObject({
      status: "PUBLISH_COMPLETE",
      media: [{ sha256: mediaFile("vertical-h264-aac.mp4").sha256 }],
      postInfo: { privacyLevel: "SELF_ONLY", title: "Hello", disableComment: false },
    });
    expect(done.deliveries[0]).toMatchObject({
      visibility: { requested: "SELF_ONLY" },
      error: null,
      attempts: 1,
    });
  });

  it("posts a carousel that TikTok fetches from the gateway, and closes the door after it", async () => {
    const photos = [await test.store("photo-portrait.jpg"), await test.store("photo.webp")];
    const post = await create({
      media: photos,
      title: "Two photos",
      text: "A carousel",
      targets: [{ connection, mode: "publish" }],
    });

    await test.approve(post, { privacy_level: "PUBLIC_TO_EVERYONE" });
    const done = await test.follow(post.id, ["published"]);

    const handle = lastTask()?.publishId;
    expect(heldBy(handle).map(({ sha256 }) => sha256)).toEqual([
      mediaFile("photo-portrait.jpg").sha256,
      mediaFile("photo.webp").sha256,
    ]);
    expect(lastTask()?.postInfo).toMatchObject({ title: "Two photos", description: "A carousel" });
    expect(done.deliveries[0]?.status).toBe("published");
  });

  it("commits each delivery once", () => {
    const { commits, tasks } = test.sandbox.inspect;

    expect(commits()).toHaveLength(4);
    expect(tasks()).toHaveLength(4);
  });

  it("disconnects at both ends", async () => {
    const ended = await test.api.delete(`/v1/connections/${connection}`);

    expect(ended).toEqual({ id: connection, status: "disconnected", platform_revoked: true });
    expect(test.sandbox.inspect.tokens().filter(({ valid }) => valid)).toEqual([]);
    expect(await test.api.delete(`/v1/connections/${connection}`)).toEqual(ended);
    await expect(
      create({ media: [await test.store("photo.webp")], targets: [{ connection, mode: "draft" }] }),
    ).rejects.toThrow(/was ended/);
  });

  it("says that the owner must authorise again when they disconnected in TikTok", async () => {
    const other = await test.connect("ben.private");
    test.sandbox.owner.disconnectApp("ben.private", DEFAULT_WEB_APP.clientKey);

    await expect(test.api.get(`/v1/connections/${other}/publishing-options`)).rejects.toThrow(
      /must authorise it again/,
    );

    expect(await test.api.get(`/v1/connections/${other}`)).toMatchObject({
      status: "reauthorization_required",
    });
  });
});
