import { gatewayActor } from "../audit/actor";
import type { Connection } from "../connections/connection";
import type { ConnectionHooks } from "../connections/connection-hooks";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { GatewayFoundation } from "../gateway-foundation";
import { changeDelivery } from "./change-delivery";
import { activeStatuses, pendingStatuses } from "./delivery-status";
import { wakeWaiting } from "./wake-waiting";

/** What happens to an account's deliveries when its connection changes. */
export function createDeliveryHooks({
  jobs,
  now,
}: Pick<GatewayFoundation, "jobs" | "now">): ConnectionHooks {
  return {
    // What waited for its owner goes on at once.
    async onActivated(transaction, connection) {
      const { id: connectionId, tenantId } = connection;
      const reason = "reauthorization_required";
      const waiting = { reason, tenantId, connectionId, platform: null, keyId: null } as const;
      await wakeWaiting(transaction, jobs, waiting, now());
    },

    // Running deliveries find out by themselves, and wait.
    onReauthorizationRequired: async () => {},

    // Until a commit is armed nothing can appear, and moving the fence keeps it from being armed.
    async onDisconnected(transaction, connection) {
      const at = now();
      await lockPosts(transaction, connection);
      const unfinished = await transaction
        .selectFrom("deliveries")
        .selectAll()
        .where("tenant_id", "=", connection.tenantId)
        .where("connection_id", "=", connection.id)
        .where("status", "in", [...activeStatuses, ...pendingStatuses])
        .orderBy("post_id")
        .orderBy("position")
        .forUpdate()
        .execute();
      for (const delivery of unfinished) {
        const isOpen = delivery.commit_state !== "none";
        await changeDelivery(
          transaction,
          delivery,
          {
            // Nobody can be asked any more what became of an open one: a person settles it.
            status: isOpen ? "unconfirmed" : "canceled",
            status_detail: "connection_disconnected",
            fence: delivery.fence + 1,
            due_at: null,
            lease_until: null,
            resumes_at: null,
          },
          { actor: gatewayActor, at },
        );
      }
      // Delivered posts are no longer asked about: there is nothing to ask with.
      await transaction
        .updateTable("deliveries")
        .set({ due_at: null })
        .where("tenant_id", "=", connection.tenantId)
        .where("connection_id", "=", connection.id)
        .where("status", "in", ["published", "in_inbox"])
        .execute();
    },
  };
}

/** The posts that are about to change: before their deliveries, and always in the same order. */
async function lockPosts(
  transaction: DatabaseTransaction,
  connection: Pick<Connection, "id" | "tenantId">,
): Promise<void> {
  await transaction
    .selectFrom("posts")
    .select("id")
    .where("id", "in", (where) =>
      where
        .selectFrom("deliveries")
        .select("post_id")
        .where("tenant_id", "=", connection.tenantId)
        .where("connection_id", "=", connection.id)
        .where("status", "in", [...activeStatuses, ...pendingStatuses]),
    )
    .orderBy("id")
    .forUpdate()
    .execute();
}
