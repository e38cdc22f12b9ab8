import type { Caller } from "../access/caller";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import { changeDelivery } from "../deliveries/change-delivery";
import type { DeliveryRow } from "../deliveries/delivery-row";
import { isFinal } from "../deliveries/delivery-status";
import { notFound } from "../http/api-error";
import type { PostsDependencies } from "./posts-dependencies";

/** What could be stopped, and what could not. */
export type CancelResult = {
  readonly canceled: readonly string[];
  /** Already with the platform or ended. */
  readonly tooLate: readonly string[];
};

/**
 * Stops what can still be stopped. Until a commit is armed nothing can appear, and arming needs the
 * fence that canceling takes away: so a canceled delivery is really canceled, whatever its worker does.
 *
 * @throws ApiError `not_found`.
 */
export async function cancelPost(
  { database, now }: PostsDependencies,
  caller: Caller,
  postId: string,
): Promise<CancelResult> {
  const at = now();
  return database.kysely.transaction().execute(async (transaction) => {
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
    const by = { actor: actorOf(caller), at };
    const stoppable = deliveries.filter(canStop);
    for (const delivery of stoppable) {
      await changeDelivery(
        transaction,
        delivery,
        {
          status: "canceled",
          status_detail: "canceled_by_caller",
          fence: delivery.fence + 1,
          due_at: null,
          lease_until: null,
          resumes_at: null,
          cancel_requested_at: at,
        },
        by,
      );
    }
    const canceled = stoppable.map(({ id }) => id);
    const tooLate = deliveries.filter((delivery) => !canStop(delivery)).map(({ id }) => id);
    await recordAudit(transaction, {
      ...by,
      tenantId: caller.tenantId,
      action: "post.canceled",
      object: { kind: "post", id: postId },
      detail: { canceled, too_late: tooLate },
    });
    return { canceled, tooLate };
  });
}

function canStop({ status, commit_state }: DeliveryRow): boolean {
  return !isFinal(status) && status !== "in_inbox" && commit_state === "none";
}
