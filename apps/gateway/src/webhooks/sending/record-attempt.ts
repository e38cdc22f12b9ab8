import type { DatabaseTransaction } from "../../database/gateway-database";
import type { EndpointRow } from "../endpoints/endpoint";
import type { WebhookAttempt } from "../log/webhook-attempt";
import type { WebhookDependencies } from "../webhook-dependencies";
import type { MessageRow } from "./claim-messages";
import { disableEndpoint } from "./disable-endpoint";
import { GIVE_UP_AFTER_MS, nextAttemptAt } from "./retry-schedule";
import { wakeNextMessage } from "./wake-next-message";

/** Replays can add attempts without end; the newest are kept. */
const MAX_KEPT_ATTEMPTS = 50;

/**
 * Writes down how an attempt went, and what follows from it for the message, for the next one about the
 * same subject, and for the endpoint. A sender that lost its claim meanwhile writes nothing.
 *
 * Whoever locks both locks the endpoint before its messages, so that nobody waits in a circle.
 */
export async function recordAttempt(
  dependencies: Pick<WebhookDependencies, "database" | "logger" | "now" | "random">,
  message: MessageRow,
  attempt: WebhookAttempt,
  endpointWasFailing: boolean,
): Promise<void> {
  const { database, logger } = dependencies;
  const isDelivered = attempt.error_code === null;
  await database.kysely.transaction().execute(async (transaction) => {
    const endpoint =
      isDelivered && !endpointWasFailing ? null : await lockEndpoint(transaction, message);
    const isKept = isDelivered
      ? await finish(transaction, message, attempt, dependencies)
      : await postpone(transaction, message, attempt, dependencies);
    if (!isKept) {
      logger.info({ step: "webhook" }, "a webhook message is in other hands");
      return;
    }
    if (endpoint === null) return;
    await noteHealth(transaction, endpoint, attempt, dependencies.now());
  });
}

type LockedEndpoint = Pick<EndpointRow, "id" | "failing_since">;

/** `null` when it is gone, and the message with it. */
async function lockEndpoint(
  transaction: DatabaseTransaction,
  { endpoint_id: id }: MessageRow,
): Promise<LockedEndpoint | null> {
  const endpoint = await transaction
    .selectFrom("webhook_endpoints")
    .select(["id", "failing_since"])
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return endpoint ?? null;
}

/** What an attempt says about its endpoint; one that is gone, or has failed for days, is disabled. */
async function noteHealth(
  transaction: DatabaseTransaction,
  { id, failing_since }: LockedEndpoint,
  { error_code }: WebhookAttempt,
  now: Date,
): Promise<void> {
  const failingSince = error_code === null ? null : (failing_since ?? now);
  if (failingSince !== failing_since) {
    await transaction
      .updateTable("webhook_endpoints")
      .set({ failing_since: failingSince })
      .where("id", "=", id)
      .execute();
  }
  if (failingSince === null) return;
  const hasFailedForDays = now.getTime() - failingSince.getTime() >= GIVE_UP_AFTER_MS;
  if (error_code === "gone") await disableEndpoint(transaction, { id, reason: "gone" }, now);
  else if (hasFailedForDays) await disableEndpoint(transaction, { id, reason: "failing" }, now);
}

async function finish(
  transaction: DatabaseTransaction,
  message: MessageRow,
  attempt: WebhookAttempt,
  { now }: Pick<WebhookDependencies, "now">,
): Promise<boolean> {
  const isKept = await update(transaction, message, {
    ...{ status: "delivered", finished_at: now(), due_at: null },
    attempts: withAttempt(message, attempt),
  });
  if (isKept) await wakeNextMessage(transaction, message, now());
  return isKept;
}

/** Due again later, or given up when its time is over. */
async function postpone(
  transaction: DatabaseTransaction,
  message: MessageRow,
  attempt: WebhookAttempt,
  { now, random }: Pick<WebhookDependencies, "now" | "random">,
): Promise<boolean> {
  const at = now();
  const giveUpAt = message.give_up_at ?? new Date(at.getTime() + GIVE_UP_AFTER_MS);
  const failures = message.failures + 1;
  const attempts = withAttempt(message, attempt);
  if (at < giveUpAt) {
    const due_at = nextAttemptAt(failures, giveUpAt, at, random);
    return await update(transaction, message, { failures, attempts, due_at, give_up_at: giveUpAt });
  }
  const isKept = await update(transaction, message, {
    ...{ status: "failed", finished_at: at, due_at: null },
    ...{ failures, attempts },
  });
  if (isKept) await wakeNextMessage(transaction, message, at);
  return isKept;
}

type MessageChange = Partial<
  Pick<MessageRow, "status" | "finished_at" | "due_at" | "failures" | "give_up_at">
> & { readonly attempts: string };

/** Answers false when somebody else has the message now. */
async function update(
  transaction: DatabaseTransaction,
  { id, fence }: MessageRow,
  change: MessageChange,
): Promise<boolean> {
  const updated = await transaction
    .updateTable("webhook_messages")
    .set({ ...change, lease_until: null })
    .where("id", "=", id)
    .where("fence", "=", fence)
    .where("status", "=", "pending")
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
}

function withAttempt({ attempts }: MessageRow, attempt: WebhookAttempt): string {
  return JSON.stringify([...attempts, attempt].slice(-MAX_KEPT_ATTEMPTS));
}
