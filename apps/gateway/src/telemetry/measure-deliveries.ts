import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import type { GatewayMetrics } from "./gateway-metrics";

/** Brings the gauges up to date that come from the database: what is left to do, and how late it is. */
export async function measureDeliveries(
  { liveDeliveries, overdueSeconds }: Pick<GatewayMetrics, "liveDeliveries" | "overdueSeconds">,
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
): Promise<void> {
  const rows = await kysely
    .selectFrom("deliveries")
    .select(["status", sql<number | string>`count(*)`.as("count")])
    .where("due_at", "is not", null)
    .groupBy("status")
    .execute();
  const waiting = await kysely
    .selectFrom("deliveries")
    .select("due_at")
    .where("due_at", "<=", now)
    .where((where) =>
      where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)]),
    )
    .orderBy("due_at")
    .limit(1)
    .executeTakeFirst();
  liveDeliveries.reset();
  for (const { status, count } of rows) liveDeliveries.set({ status }, Number(count));
  const since = waiting?.due_at ?? null;
  overdueSeconds.set(since === null ? 0 : Math.max(0, (now.getTime() - since.getTime()) / 1000));
}
