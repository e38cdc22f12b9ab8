import { sql } from "kysely";
import { recordEvent } from "../../events/record-event";
import type { ConnectionDependencies } from "../connection-dependencies";
import { endingLead } from "../ending-lead";

const DAY_MS = 24 * 60 * 60 * 1000;
const BATCH = 100;

/**
 * Tells listeners, once a day at most, of every connection whose grant ends soon and that no refresh
 * prolongs: while it still works, its owner can renew it without anything standing still.
 *
 * @returns how many were told of.
 */
export async function warnOfEndingGrants({
  database,
  now,
}: Pick<ConnectionDependencies, "database" | "now">): Promise<number> {
  const at = now();
  return await database.kysely.transaction().execute(async (transaction) => {
    const rows = await transaction
      .updateTable("connections")
      .set({ warned_at: at })
      .where("id", "in", (query) =>
        query
          .selectFrom("connections as ending")
          .select("ending.id")
          .where("ending.status", "=", "active")
          .where("ending.reauthorize_before", ">", at)
          .where("ending.reauthorize_before", "<=", new Date(at.getTime() + endingLead.longestMs))
          .where(
            sql<boolean>`ending.reauthorize_before - ${at}::timestamptz
              <= (ending.reauthorize_before - ending.connected_at) * ${endingLead.share}::float8`,
          )
          .where(({ or, eb }) =>
            or([
              eb("ending.warned_at", "is", null),
              eb("ending.warned_at", "<=", new Date(at.getTime() - DAY_MS)),
            ]),
          )
          .orderBy("ending.reauthorize_before")
          .limit(BATCH)
          .forUpdate()
          .skipLocked(),
      )
      .returning(["id", "tenant_id"])
      .execute();
    for (const { id: connectionId, tenant_id: tenantId } of rows) {
      await recordEvent(transaction, { type: "connection.expiring", tenantId, connectionId, at });
    }
    return rows.length;
  });
}
