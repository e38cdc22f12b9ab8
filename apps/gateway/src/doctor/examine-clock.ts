import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import { type Finding, ok, warning } from "./finding";

/** More than a slow answer and a machine that is set by the network can explain. */
const MOST_APART_MS = 30_000;

/** Does this machine tell the same time as the database? Nothing breaks where it does not, but things are late. */
export async function examineClock(
  { kysely, engine }: GatewayDatabase,
  now: () => Date,
): Promise<readonly Finding[]> {
  // In one process there is one clock.
  if (engine === "embedded") return [];
  const { rows } = await sql<{ time: Date }>`select clock_timestamp() as time`.execute(kysely);
  const aheadMs = now().getTime() - new Date(rows[0]?.time ?? Number.NaN).getTime();
  if (Math.abs(aheadMs) <= MOST_APART_MS) {
    return [ok("This machine's clock and PostgreSQL's agree.")];
  }
  const apart = `${Math.round(Math.abs(aheadMs) / 1_000)} s ${aheadMs > 0 ? "ahead of" : "behind"}`;
  return [
    warning(
      `This machine's clock is ${apart} PostgreSQL's: scheduled posts, links and signatures go by this machine. Let both be set by the network (NTP).`,
    ),
  ];
}
