import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";

/** Longer than any window of calls; accounts that post again begin with an empty one. */
const KEEP_MS = 24 * 60 * 60 * 1000;

/** Deletes the counts of accounts that nobody called for, and blocks that are over. */
export async function forgetOldLimits(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
): Promise<number> {
  const before = new Date(now.getTime() - KEEP_MS);
  const slots = await kysely
    .deleteFrom("limit_slots")
    .where("updated_at", "<", before)
    // Those who wait for a place that lies ahead keep it.
    .where(sql<Date>`slots[cardinality(slots)]`, "<", before)
    .executeTakeFirst();
  const blocks = await kysely
    .deleteFrom("limit_blocks")
    .where("until", "<", before)
    .executeTakeFirst();
  return Number(slots.numDeletedRows + blocks.numDeletedRows);
}
