import type { Caller } from "../access/caller";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import { type ChangedBy, changeDelivery } from "../deliveries/change-delivery";
import type { DeliveryRow } from "../deliveries/delivery-row";
import { isFinal } from "../deliveries/delivery-status";
import { notFound } from "../http/api-error";
import type { PostsDependencies } from "./posts-dependencies";

/** What could be stopped, and what could not. */
export type CancelResult = {
  readonly canceled: readonly string[];
  /** The platform has it, and does not give it back; or it has ended. */
  readonly tooLate: readonly string[];
  /** The platform has yet to say: the delivery's own status will tell. */
  readonly requested: readonly string[];
};

/** How long the caller waits for platforms; the wish itself is durable. */
const PATIENCE_MS = 20_000;

/**
 * Stops what can still be stopped. Until a commit is armed nothing can appear, and arming needs the
 * fence that canceling takes away: so a delivery is really canceled, whatever its worker does. After
 * that only the platform can take it back: it is asked, and believed only when it proves it.
 *
 * @throws ApiError `not_found`.
 */
export async function cancelPost(
  dependencies: PostsDependencies,
  caller: Caller,
  postId: string,
): Promise<CancelResult> {
  const { database, logger } = dependencies;
  const asked = await database.kysely
    .transaction()
    .execute((transaction) => requestCancel(dependencies, transaction, caller, postId));
  const { canceled, tooLate } = asked;
  if (asked.requested.length === 0) return { canceled, tooLate, requested: [] };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  await Promise.all(
    asked.requested.map((deliveryId) =>
      dependencies.cancelNow(deliveryId, signal).catch((error: unknown) => {
        // The wish is stored: whoever takes the delivery up next carries it out.
        logger.warn({ error, deliveryId }, "the platform could not be asked to cancel");
      }),
    ),
  );
  const rows = await database.kysely
    .selectFrom("deliveries")
    .select(["id", "status", "cancel_requested_at"])
    .where("id", "in", asked.requested)
    .orderBy("position")
    .execute();
  const idsOf = (found: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(found).map(({ id }) => id);
  const isTooLate = ({ status, cancel_requested_at: wish }: (typeof rows)[number]) =>
    status !== "canceled" && (wish === null || isFinal(status) || status === "in_inbox");
  return {
    canceled: [...canceled, ...idsOf(({ status }) => status === "canceled")],
    tooLate: [...tooLate, ...idsOf(isTooLate)],
    requested: idsOf((row) => row.status !== "canceled" && !isTooLate(row)),
  };
}

async function requestCancel(
  { jobs, now }: PostsDependencies,
  transaction: DatabaseTransaction,
  caller: Caller,
  postId: string,
): Promise<CancelResult> {
  const by = { actor: actorOf(caller), at: now() };
  const post = await transaction
    .selectFrom("posts")
    .select("id")
    .where("id", "=", postId)
    .where("tenant_id", "=", caller.tenantId)
    .forUpdate()
    .executeTakeFirst();
  if (post === undefined) throw notFound("post");
  const deliveries = await transaction
    .selectFrom("deliveries")
    .selectAll()
    .where("post_id", "=", postId)
    .orderBy("position")
    .forUpdate()
    .execute();
  const canceled = deliveries.filter((delivery) => stageOf(delivery) === "harmless");
  for (const delivery of canceled) await cancelHarmless(transaction, delivery, by);
  const requested = deliveries.filter((delivery) => stageOf(delivery) === "open");
  for (const { id } of requested) {
    await transaction
      .updateTable("deliveries")
      .set({ cancel_requested_at: by.at, due_at: by.at })
      .where("id", "=", id)
      .execute();
  }
  for (const { id, state } of [...canceled, ...requested]) {
    // What is staged is taken away in the background; a wish that is not carried out here is there.
    const at = new Date(by.at.getTime() + PATIENCE_MS);
    if (state !== null) await jobs.enqueue(transaction, "advance-delivery", { id }, at);
  }
  const ids = {
    canceled: canceled.map(({ id }) => id),
    requested: requested.map(({ id }) => id),
    tooLate: deliveries.filter((delivery) => stageOf(delivery) === "ended").map(({ id }) => id),
  };
  await recordAudit(transaction, {
    ...by,
    tenantId: caller.tenantId,
    action: "post.canceled",
    object: { kind: "post", id: postId },
    detail: { canceled: ids.canceled, requested: ids.requested, too_late: ids.tooLate },
  });
  return ids;
}

/** Whether nothing can appear yet, or something may, or there is nothing left to stop. */
function stageOf({ status, commit_state }: DeliveryRow): "harmless" | "open" | "ended" {
  if (isFinal(status) || status === "in_inbox") return "ended";
  return commit_state === "none" ? "harmless" : "open";
}

async function cancelHarmless(
  transaction: DatabaseTransaction,
  delivery: DeliveryRow,
  by: ChangedBy,
): Promise<void> {
  await changeDelivery(
    transaction,
    delivery,
    {
      status: "canceled",
      status_detail: "canceled_by_caller",
      fence: delivery.fence + 1,
      due_at: delivery.state === null ? null : by.at,
      lease_until: null,
      resumes_at: null,
      error: null,
      cancel_requested_at: by.at,
      claims: 0,
    },
    by,
  );
}
