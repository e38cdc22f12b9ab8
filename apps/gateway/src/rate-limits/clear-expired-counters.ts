import type { GatewayDatabase } from "../database/gateway-database";

/** Deletes the shared counters whose window is over. */
export async function clearExpiredCounters(database: GatewayDatabase, now: Date): Promise<number> {
  const sql = "delete from rate_limits where expire <= $1 returning key";
  return (await database.runSql(sql, [now.getTime()])).length;
}
