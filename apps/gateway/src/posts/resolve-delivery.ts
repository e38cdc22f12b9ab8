import type { Caller } from "../access/caller";
import { changeDelivery } from "../deliveries/change-delivery";
import type { DeliveryRow } from "../deliveries/delivery-row";
import { ApiError, notFound } from "../http/api-error";
import type { PostsDependencies } from "./posts-dependencies";

/**
 * A person has looked and says what became of a delivery that the platform could not be asked about.
 *
 * @throws ApiError `not_found`; `invalid_state` for a delivery that is not `unconfirmed`.
 */
export async function resolveDelivery(
  { database, now }: PostsDependencies,
  caller: Caller,
  deliveryId: string,
  outcome: "published" | "not_published",
): Promise<DeliveryRow> {
  const at = now();
  return database.kysely.transaction().execute(async (transaction) => {
    const delivery = await transaction
      .selectFrom("deliveries")
      .selectAll()
      .where("id", "=", deliveryId)
      .where("tenant_id", "=", caller.tenantId)
      .forUpdate()
      .executeTakeFirst();
    if (delivery === undefined) throw notFound("delivery");
    if (delivery.status !== "unconfirmed") {
      throw new ApiError("invalid_state", {
        detail: `The delivery is ${delivery.status}; only an unconfirmed one can be settled by a person.`,
      });
    }
    const published = outcome === "published";
    const change = {
      status: published ? "published" : "failed",
      status_detail: "resolved_by_person",
      fence: delivery.fence + 1,
      commit_state: published ? "confirmed" : "none",
      due_at: null,
    } as const;
    await changeDelivery(transaction, delivery, change, at);
    return { ...delivery, ...change, updated_at: at };
  });
}
