import type { World } from "../world/world";
import { signWebhook } from "./sign-webhook";
import type { OutgoingWebhook } from "./webhook-outbox";

// WO: retries with exponential backoff for up to 72 hours; the steps are not documented.
const FIRST_RETRY_MS = 60_000;
const LONGEST_STEP_MS = 6 * 3_600_000;
const GIVE_UP_MS = 72 * 3_600_000;

// A receiver that does not answer within this real time has failed the attempt.
const RECEIVER_TIMEOUT_MS = 5_000;

/** Delivers a webhook at a time of the sandbox's clock, and again until 200 is answered (WO). */
export function scheduleDelivery(
  world: World,
  webhook: OutgoingWebhook,
  { at, badSignature }: { at: number; badSignature: boolean },
): void {
  world.agenda.at(at, `delivery of ${webhook.id}`, (dueAt) => {
    world.background.start("bounded", `delivering ${webhook.id}`, async () => {
      const status = await attempt(world, webhook, dueAt, badSignature);
      if (world.signal.aborted) {
        return;
      }
      webhook.attempts.push({ at: dueAt, status });
      if (status === 200) {
        webhook.state = "delivered";
        return;
      }
      const step = Math.min(FIRST_RETRY_MS * 2 ** (webhook.attempts.length - 1), LONGEST_STEP_MS);
      const next = dueAt + step;
      if (next > webhook.createdAt + GIVE_UP_MS) {
        webhook.state = "dropped";
        return;
      }
      scheduleDelivery(world, webhook, { at: next, badSignature });
    });
  });
}

async function attempt(
  world: World,
  webhook: OutgoingWebhook,
  dueAt: number,
  badSignature: boolean,
): Promise<number | null> {
  const app = world.apps.get(webhook.clientKey);
  if (app === undefined || app.webhookUrl === null) {
    return null;
  }
  const forged = badSignature || world.switches.webhookSignature === "invalid";
  const signedAt = world.switches.webhookRetryTimestamp === "refreshed" ? dueAt : webhook.createdAt;
  const secret = forged ? `${app.clientSecret}-not` : app.clientSecret;
  try {
    const response = await fetch(app.webhookUrl, {
      method: "POST",
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "TikTok-Signature": signWebhook(secret, webhook.body, Math.floor(signedAt / 1000)),
      },
      body: webhook.body,
      signal: AbortSignal.any([AbortSignal.timeout(RECEIVER_TIMEOUT_MS), world.signal]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // No answer counts as a failed attempt, like any status but 200.
    return null;
  }
}
