import { createProgressBar } from "./progress-bar.mjs";

const ended = new Set(["published", "in_inbox", "failed", "canceled", "unconfirmed"]);

/**
 * Follows a post until every delivery has ended, with a progress bar, and answers it.
 *
 * @param {ReturnType<typeof import("./api-client.mjs").createApiClient>} api
 * @param {{ id: string }} post
 * @param {string} label
 */
export async function followPost(api, post, label) {
  const bar = createProgressBar(label);
  const giveUpAt = Date.now() + 120_000;
  let current = await api.get(`/v1/posts/${post.id}`);
  for (;;) {
    const [delivery] = current.deliveries;
    bar.show(delivery.progress.bytes_sent, delivery.progress.bytes_total, delivery.status);
    if (ended.has(delivery.status)) break;
    if (Date.now() > giveUpAt) throw new Error(`${label} is still ${delivery.status} after 120 s.`);
    current = await api.get(`/v1/posts/${post.id}?wait_s=2`);
  }
  bar.end();
  return current;
}
