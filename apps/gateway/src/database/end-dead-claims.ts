import { sql } from "kysely";
import type { GatewayDatabase } from "./gateway-database";

/**
 * Ends everything that the process before this one held: deliveries, repeatable calls, writers of media,
 * leases. Only for a database that no other process can have open: then whoever held anything is dead, and
 * nobody need wait a minute until it is believed.
 *
 * What such a process had begun stays as it is written; only the right to go on passes to this one.
 */
export async function endDeadClaims({ kysely }: Pick<GatewayDatabase, "kysely">): Promise<void> {
  await kysely.transaction().execute(async (transaction) => {
    await transaction
      .updateTable("deliveries")
      .set({ lease_until: null, fence: sql`fence + 1` })
      .where("lease_until", "is not", null)
      .execute();
    await transaction
      .updateTable("webhook_messages")
      .set({ lease_until: null, fence: sql`fence + 1` })
      .where("lease_until", "is not", null)
      .execute();
    await transaction.deleteFrom("idempotency_keys").where("resource_id", "is", null).execute();
    await transaction
      .updateTable("media")
      .set({ writer: null, writer_until: null })
      .where("writer", "is not", null)
      .execute();
    await transaction.deleteFrom("leases").execute();
  });
}
