import type { PostOutcome, RemotePost } from "@upload-post/core/connector";
import { isRateLimitError } from "@upload-post/core/errors";
import { platformActor } from "../audit/actor";
import { callUnderLimits } from "../platform-limits/call-under-limits";
import { changeDelivery, type DeliveryChange } from "./change-delivery";
import { describeDraft } from "./delivery-draft";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";
import { remoteChange } from "./record-result";
import { toStoredProblem } from "./stored-problem";
import { useDraftPlace } from "./use-draft-place";

const RETRY_MS = 10 * 60 * 1000;

/**
 * Asks about a post that is out: late ids, its real visibility, what the owner did with a draft. What
 * is out stays out: a failure to ask changes nothing and is tried again, until `observe_until`.
 */
export async function observeDelivery(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const { now, logger } = dependencies;
  const account = await dependencies.findAccount(delivery.tenant_id, delivery.connection_id);
  if (account === null)
    return record(dependencies, delivery, { status: delivery.status, due_at: null });
  let outcome: PostOutcome;
  try {
    const { credential } = await account.credentials.current(signal);
    const { accountId, connector } = account;
    const remote = remoteOf(delivery);
    const draft = await describeDraft(dependencies, delivery);
    const use = { connector, accountId, call: "observe" } as const;
    outcome = await callUnderLimits(dependencies.platformLimits, use, () =>
      connector.publishing.observe({ accountId, remote, draft, credential, signal }),
    );
  } catch (error) {
    signal.throwIfAborted();
    logger.info({ error, deliveryId: delivery.id }, "post could not be observed");
    const retryMs = isRateLimitError(error) ? error.retryAfterMs : RETRY_MS;
    const at = new Date(now().getTime() + retryMs);
    return record(dependencies, delivery, { status: delivery.status, due_at: at });
  }
  const change = changeFor(delivery, outcome);
  await record(dependencies, delivery, change);
  if (delivery.status === "in_inbox" && change.status !== "in_inbox") {
    await useDraftPlace(dependencies, account);
  }
}

function changeFor(delivery: DeliveryRow, outcome: PostOutcome): DeliveryChange {
  if (outcome.state === "failed") {
    // Only a draft can still come to nothing; a published post never goes back.
    if (delivery.status === "published") return { status: "published", due_at: null };
    const error = JSON.stringify(toStoredProblem(outcome.error));
    // The platform itself says that nothing is out.
    return { status: "failed", status_detail: null, commit_state: "none", due_at: null, error };
  }
  const status = delivery.status === "published" ? "published" : outcome.state;
  return {
    status,
    status_detail: null,
    due_at: outcome.observeAt,
    ...remoteChange(outcome.remote),
  };
}

async function record(
  { database, jobs, now }: EngineDependencies,
  delivery: DeliveryRow,
  change: DeliveryChange,
): Promise<void> {
  const at = now();
  const ended = delivery.observe_until !== null && at >= delivery.observe_until;
  const dueAt = ended || !(change.due_at instanceof Date) ? null : change.due_at;
  await database.kysely.transaction().execute(async (transaction) => {
    await changeDelivery(
      transaction,
      delivery,
      { ...change, due_at: dueAt, lease_until: null, claims: 0 },
      { actor: platformActor(delivery.platform), at },
    );
    if (dueAt !== null) {
      await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
    }
  });
}

function remoteOf(delivery: DeliveryRow): RemotePost {
  return {
    handle: delivery.remote_handle,
    postIds: delivery.remote_post_ids,
    url: delivery.remote_url,
    visibility: { requested: delivery.visibility_requested, actual: delivery.visibility_actual },
  };
}
