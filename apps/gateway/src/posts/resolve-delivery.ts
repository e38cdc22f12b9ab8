import type { Caller } from "../access/caller";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import { changeDelivery } from "../deliveries/change-delivery";
import type { DeliveryRow } from "../deliveries/delivery-row";
import { ApiError, notFound } from "../http/api-error";
import type { PostsDependencies } from "./posts-dependencies";

/**
 * A person has looked and says what became of a delivery that the platform could not be asked about, or
 * that an older database was put back over.
 *
 * @throws ApiError `not_found`; `invalid_state` for a delivery that is not open in this way.
 */
export async function resolveDelivery(
  { database, now }: PostsDependencies,
  caller: Caller,
  deliveryId: string,
  outcome: "published" | "not_published",
): Promise<DeliveryRow> {
  const at = now();
  return database.kysely.transaction().execute(async (transaction) => {
    await lockPostOf(transaction, caller, deliveryId);
    const delivery = await transaction
      .selectFrom("deliveries")
      .selectAll()
      .where("id", "=", deliveryId)
      .where("tenant_id", "=", caller.tenantId)
      .forUpdate()
      .executeTakeFirst();
    if (delivery === undefined) throw notFound("delivery");
    if (delivery.status !== "unconfirmed" && delivery.held_from === null) {
      throw new ApiError("invalid_state", {
        detail: `The delivery is ${delivery.status}; only an unconfirmed one can be settled by a person.`,
      });
    }
    const published = outcome === "published";
    const change = {
      status: published ? "published" : unpublished(delivery),
      held_from: null,
      status_detail: "resolved_by_person",
      fence: delivery.fence + 1,
      commit_state: published ? "confirmed" : "none",
      due_at: null,
    } as const;
    const by = { actor: actorOf(caller), at };
    await changeDelivery(transaction, delivery, change, by);
    await recordAudit(transaction, {
      ...by,
      tenantId: caller.tenantId,
      action: "delivery.resolved",
      object: { kind: "delivery", id: deliveryId },
      detail: { post: delivery.post_id, outcome },
    });
    return { ...delivery, ...change, updated_at: at };
  });
}

/** What its owner never agreed to must not be begun anew by a retry. */
function unpublished({ held_from }: DeliveryRow): "failed" | "canceled" {
  return held_from === "awaiting_review" ? "canceled" : "failed";
}

/** A post is locked before its deliveries, by everybody. */
async function lockPostOf(
  transaction: DatabaseTransaction,
  { tenantId }: Caller,
  deliveryId: string,
): Promise<void> {
  await transaction
    .selectFrom("posts")
    .select("id")
    .where("tenant_id", "=", tenantId)
    .where("id", "=", (where) =>
      where.selectFrom("deliveries").select("post_id").where("id", "=", deliveryId),
    )
    .forUpdate()
    .execute();
}
