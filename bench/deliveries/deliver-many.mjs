import { setTimeout as delay } from "node:timers/promises";
import { createOwnerBrowser } from "../../scripts/demo/owner-browser.mjs";

const mediaModule = "../../test-fixtures/media/dist/index.js";
/** What TikTok lets one account begin in a minute is 6. */
const perAccount = 4;

/**
 * Delivers many tiny videos for as many accounts as TikTok's limits ask for. All are accepted while the
 * gateway is paused; the clock runs from the moment it is resumed.
 */
export async function deliverMany({ sandbox }, api) {
  const count = Number(process.env.BENCH_DELIVERIES ?? 400);
  const accounts = Math.ceil(count / perAccount);
  await sandbox.setSwitches({
    mediaChecks: "off",
    keepMedia: false,
    processingMs: 0,
    moderationMs: 0,
  });
  const { mediaFile } = await import(mediaModule);
  const { id: media } = await api.upload(mediaFile("vertical-h264-aac.mp4"), () => undefined);
  const connections = [];
  for (let index = 0; index < accounts; index += 1) {
    connections.push(await connect(sandbox, api, `bench.${index}`));
  }
  await api.post("/v1/pause", { scope: "all" });
  const posts = [];
  const acceptedFrom = performance.now();
  for (let index = 0; index < count; index += 1) {
    posts.push(await create(api, connections[index % accounts], media, index));
  }
  const acceptedPerSecond = count / ((performance.now() - acceptedFrom) / 1000);
  const before = sandbox.inspect.commits().length;
  await api.post("/v1/resume", { scope: "all" });
  const resumedAt = performance.now();
  const times = [];
  while (times.length < count) {
    await delay(20);
    const done = Math.min(count, sandbox.inspect.commits().length - before);
    while (times.length < done) times.push(performance.now() - resumedAt);
    if (performance.now() - resumedAt > 300_000) {
      throw new Error(`Only ${times.length} of ${count} deliveries came through in five minutes.`);
    }
  }
  const deliveredAt = await allPublished(api, posts);
  // From a tenth to nine tenths: neither the first wake-up nor the last straggler is the speed.
  const [tenth, nineTenths] = [0.1, 0.9].map((share) => times[Math.floor(count * share)]);
  return {
    deliveries: count,
    acceptedPerSecond,
    deliveriesPerSecond: (count * 0.8) / ((nineTenths - tenth) / 1000),
    lastCommitSeconds: times.at(-1) / 1000,
    lastPublishedSeconds: (deliveredAt - resumedAt) / 1000,
  };
}

async function allPublished(api, posts) {
  for (const id of posts) {
    for (;;) {
      const { deliveries } = await api.get(`/v1/posts/${id}?wait_s=10`);
      if (deliveries[0].status === "published") break;
      if (deliveries[0].status === "failed") {
        throw new Error(`${id} failed: ${JSON.stringify(deliveries[0].error)}`);
      }
    }
  }
  return performance.now();
}

async function connect(sandbox, api, username) {
  sandbox.addUser({ username });
  const owner = createOwnerBrowser();
  const pending = await api.post("/v1/connections", { platform: "tiktok", user: username });
  const asked = await owner.open(pending.authorization_url);
  const consent = await owner.submit(asked, {});
  await owner.submit(consent, { user: username, decision: "approve" });
  return pending.id;
}

async function create(api, connection, media, index) {
  const { id } = await api.post("/v1/posts", {
    media: [media],
    text: `A post of the bench, number ${index}`,
    allow_duplicate: true,
    review: "caller",
    consent: { collected_at: new Date().toISOString() },
    targets: [
      {
        connection,
        mode: "publish",
        options: { privacy_level: "SELF_ONLY", brand_content: false, brand_organic: false },
      },
    ],
  });
  return id;
}
