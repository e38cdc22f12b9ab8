import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { connectAccount } from "./connect-account.mjs";
import { followPost } from "./follow-post.mjs";
import { createProgressBar } from "./progress-bar.mjs";

const mediaModule = "../../test-fixtures/media/dist/index.js";

/**
 * Connects an account, posts to it in every way there is, proves what arrived, and disconnects.
 *
 * @param {object} demo
 * @param {ReturnType<typeof import("./api-client.mjs").createApiClient>} demo.api
 * @param {ReturnType<typeof import("./owner-browser.mjs").createOwnerBrowser>} demo.owner
 * @param {import("../../test-fixtures/tiktok-sandbox/src/index").TiktokSandbox} demo.sandbox
 * @param {string} demo.directory
 */
export async function runMainJob({ api, owner, sandbox, directory }) {
  const { mediaFile, makeLargeVideo } = await import(mediaModule);
  const small = mediaFile("vertical-h264-aac.mp4");
  const large = await makeLargeVideo({ sizeBytes: 70_000_001, directory, content: "random" });
  const photos = [mediaFile("photo-portrait.jpg"), mediaFile("photo.webp")];

  console.log("1. The owner connects an account");
  const connection = await connectAccount(api, owner);
  console.log(`  ${connection.account.display_name} is connected as ${connection.id}.`);

  console.log("\n2. Media are stored");
  const smallMedia = await store(api, small, "small video");
  const largeMedia = await store(api, large, "video of 70 MB");
  const photoMedia = [];
  for (const photo of photos) photoMedia.push(await store(api, photo, "photo"));

  console.log("\n3. The large video goes to the owner's inbox, in several chunks");
  const draft = await api.post("/v1/posts", {
    media: [largeMedia.id],
    targets: [{ connection: connection.id, mode: "draft" }],
  });
  expectState(await followPost(api, draft, "to the inbox"), "in_inbox");

  console.log("\n4. The small video is posted directly, after the owner's approval");
  const direct = await api.post("/v1/posts", {
    media: [smallMedia.id],
    text: "Posted by an agent, approved by me",
    targets: [{ connection: connection.id, mode: "publish" }],
  });
  await approve(owner, direct);
  expectState(await followPost(api, direct, "direct post"), "published");

  console.log("\n5. A carousel of photos, after the owner's approval");
  const carousel = await api.post("/v1/posts", {
    media: photoMedia.map(({ id }) => id),
    title: "Two photos",
    text: "A carousel",
    targets: [{ connection: connection.id, mode: "publish" }],
  });
  await approve(owner, carousel);
  expectState(await followPost(api, carousel, "photo carousel"), "published");

  console.log("\n6. The sandbox holds the very same bytes");
  const sent = [await digestOf(large.path), small.sha256, ...photos.map(({ sha256 }) => sha256)];
  const held = sandbox.inspect.tasks().flatMap((task) => task.media.map(({ sha256 }) => sha256));
  assert.deepEqual([...held].sort(), [...sent].sort(), "The sandbox holds other bytes.");
  assert.equal(sandbox.inspect.commits().length, 3, "Something was posted twice, or not at all.");
  console.log(`  ${held.length} files with equal SHA-256, 3 commits for 3 posts.`);

  console.log("\n7. The account is disconnected");
  const removed = await api.delete(`/v1/connections/${connection.id}`);
  assert.equal(removed.status, "disconnected");
  assert.equal(removed.platform_revoked, true);
  const live = sandbox.inspect.tokens().filter(({ valid }) => valid);
  assert.equal(live.length, 0, "The platform still takes a token.");
  const after = await api.get(`/v1/connections/${connection.id}`);
  assert.equal(after.status, "disconnected");
  console.log(
    "  The platform takes none of its tokens any more, and the gateway has forgotten them.",
  );
}

/**
 * @param {ReturnType<typeof import("./api-client.mjs").createApiClient>} api
 * @param {{ path: string, sizeBytes: number, type: string }} file
 * @param {string} label
 */
async function store(api, file, label) {
  const bar = createProgressBar(label);
  const media = await api.upload(file, (sentBytes) => {
    const share = Math.floor((sentBytes / file.sizeBytes) * 4) / 4;
    bar.show(share * file.sizeBytes, file.sizeBytes);
  });
  bar.show(file.sizeBytes, file.sizeBytes, `${media.status}, ${media.id}`);
  bar.end();
  return media;
}

/**
 * The owner looks at the review page, chooses, and approves.
 *
 * @param {ReturnType<typeof import("./owner-browser.mjs").createOwnerBrowser>} owner
 * @param {{ review_url: string, deliveries: { id: string }[] }} post
 */
async function approve(owner, post) {
  const page = await owner.open(post.review_url);
  const [delivery] = post.deliveries;
  const answer = await owner.submit(page, {
    [`${delivery?.id}.privacy_level`]: "SELF_ONLY",
    [`${delivery?.id}.allow_comment`]: "true",
    decision: "approve",
  });
  if (answer.status !== 200) throw new Error(`The review was answered ${answer.status}.`);
  console.log("  The owner chose who may see it and approved.");
}

/**
 * @param {{ deliveries: { status: string, error: { detail: string } | null }[] }} post
 * @param {string} wanted
 */
function expectState(post, wanted) {
  const [delivery] = post.deliveries;
  assert.equal(delivery?.status, wanted, delivery?.error?.detail ?? "It ended otherwise.");
}

/** @param {string} path */
async function digestOf(path) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
