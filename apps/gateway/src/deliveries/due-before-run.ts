import { gatewayActor } from "../audit/actor";
import { changeDelivery } from "./change-delivery";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

type Needed = Pick<EngineDependencies, "database" | "jobs" | "now">;

/** The owner did not decide in time. */
export async function expireReview(
  { database, now }: Needed,
  delivery: DeliveryRow,
): Promise<void> {
  await database.kysely
    .transaction()
    .execute((transaction) =>
      changeDelivery(
        transaction,
        delivery,
        { status: "canceled", status_detail: "review_expired", due_at: null, lease_until: null },
        { actor: gatewayActor, at: now() },
      ),
    );
}

/** Its time has come. It stays due since then: that is what its deadline counts from. */
export async function releaseSchedule(
  { database, jobs, now }: Needed,
  delivery: DeliveryRow,
): Promise<void> {
  const at = now();
  await database.kysely.transaction().execute(async (transaction) => {
    const change = {
      status: "queued",
      status_detail: null,
      lease_until: null,
      claims: 0,
    } as const;
    await changeDelivery(transaction, delivery, change, { actor: gatewayActor, at });
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, at);
  });
}
