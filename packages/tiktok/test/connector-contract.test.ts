import { createHmac } from "node:crypto";
import { createNodeByteSender } from "@upload-post/core";
import type { PostDraft, WebhookRequest } from "@upload-post/core/connector";
import { type ConnectorHarness, describeConnectorContract } from "@upload-post/core/testing";
import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { giveConsent } from "./support/consent";
import { fileMedia, syntheticVideo } from "./support/media";
import { startMediaServer } from "./support/media-server";
import { type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";
import { publishDraft, toInbox } from "./support/single-steps";
import { verifyMediaPrefix } from "./support/verify-media-prefix";

const sender = createNodeByteSender();
const video = await fileMedia("vertical-h264-aac.mp4");
const chunked = syntheticVideo(64_000_001);
const photos = [await fileMedia("photo-portrait.jpg"), await fileMedia("photo.webp")];
const photoPost: PostDraft = {
  mode: "publish",
  media: photos.map(({ facts }) => facts),
  title: "Two",
  text: "Photos",
  options: { privacy_level: "SELF_ONLY", allow_comment: true, cover_index: 1 },
};

const cases = [
  { name: "direct video", media: [video], draft: publishDraft(video) },
  { name: "direct video of several chunks", media: [chunked], draft: publishDraft(chunked) },
  { name: "inbox video", media: [video], draft: publishDraft(video, toInbox) },
  { name: "direct photos", media: photos, draft: photoPost },
  {
    name: "inbox photos",
    media: photos,
    draft: { ...photoPost, mode: "draft" as const, options: { cover_index: 0 } },
  },
];

describeConnectorContract({
  name: "tiktok",
  async createHarness(): Promise<ConnectorHarness> {
    // A synthetic video is no video: what TikTok checks in media is tested elsewhere.
    const world = await startSandboxWorld({ mediaChecks: "off", keepMedia: false });
    const server = await startMediaServer(photos);
    await verifyMediaPrefix(world, server);
    const { sandbox, connector } = world;
    const { accountId, holder } = await world.connect();
    const decide = (decision: "approve" | "deny") => (url: string) =>
      giveConsent(url, { decision, username: "ada.public" });
    return {
      connector,
      credential: holder.credential,
      accountId,
      cases,
      sender,
      leases: server.leases,
      now: () => new Date(sandbox.now()),
      async passTimeUntil(moment) {
        await sandbox.settle();
        await sandbox.advance(Math.max(moment.getTime() - sandbox.now(), 1));
        await sandbox.settle();
      },
      countPosts: async () => countPosts(world),
      fingerprint: async () => {
        // What TikTok is doing by itself is no change that a step makes.
        await sandbox.settle();
        const { inspect } = sandbox;
        return JSON.stringify([
          inspect.tokens(),
          inspect.tasks(),
          inspect.uploads(),
          inspect.commits(),
        ]);
      },
      consent: {
        redirectUri: "http://127.0.0.1:9/oauth/tiktok/callback",
        scopes: ["user.info.basic", "video.publish", "video.upload"],
        inputs: {},
        approve: decide("approve"),
        deny: decide("deny"),
      },
      webhooks: notifications(accountId, sandbox.now()),
      async close() {
        await server.close();
        await sandbox.close();
      },
    };
  },
});

function countPosts({ sandbox }: SandboxWorld): number {
  return sandbox.inspect
    .tasks()
    .reduce(
      (count, { posts, status }) =>
        count + posts.length + (status === "SEND_TO_USER_INBOX" ? 1 : 0),
      0,
    );
}

function notifications(accountId: string, now: number): readonly WebhookRequest[] {
  const seconds = Math.floor(now / 1000);
  return [
    ["authorization.removed", { reason: 1 }],
    ["post.publish.complete", { publish_id: "p1", publish_type: "DIRECT_PUBLISH" }],
    ["portability.download.ready", { request_id: 1 }],
  ].map(([event, content]) => {
    const text = JSON.stringify({
      client_key: DEFAULT_WEB_APP.clientKey,
      event,
      create_time: seconds,
      user_openid: accountId,
      content: JSON.stringify(content),
    });
    const signature = createHmac("sha256", DEFAULT_WEB_APP.clientSecret)
      .update(`${seconds}.${text}`)
      .digest("hex");
    return {
      method: "POST",
      rawBody: Buffer.from(text),
      headers: { "tiktok-signature": `t=${seconds},s=${signature}` },
      query: {},
    };
  });
}
