import { gatewayActor } from "../audit/actor";
import type { DatabaseTransaction } from "../database/gateway-database";
import { changeDelivery } from "../deliveries/change-delivery";
import { activeStatuses, pendingStatuses } from "../deliveries/delivery-status";

/** The `status_detail` of what is held. */
const RESTORED = "restored_from_backup";

/**
 * Holds every delivery that an older database believes to be still open: it may have been published,
 * canceled or posted anew since. They become `unconfirmed`, for a person to settle. Failed ones stay
 * failed, but may not be begun anew before they are settled, for the same reason.
 *
 * @returns how many of each kind.
 */
export async function holdRestoredDeliveries(
  transaction: DatabaseTransaction,
  at: Date,
): Promise<{ readonly held: number; readonly failed: number }> {
  const open = await transaction
    .selectFrom("deliveries")
    .selectAll()
    .where("status", "in", [...activeStatuses, ...pendingStatuses])
    .orderBy("post_id")
    .orderBy("position")
    .execute();
  const actor = { ...gatewayActor, id: "restore" };
  for (const delivery of open) {
    await changeDelivery(
      transaction,
      delivery,
      {
        status: "unconfirmed",
        status_detail: RESTORED,
        held_from: delivery.status,
        fence: delivery.fence + 1,
        due_at: null,
        lease_until: null,
        resumes_at: null,
      },
      { actor, at },
    );
  }
  const failed = await transaction
    .updateTable("deliveries")
    .set({ held_from: "failed" })
    .where("status", "=", "failed")
    .where("held_from", "is", null)
    .executeTakeFirst();
  return { held: open.length, failed: Number(failed.numUpdatedRows) };
}
