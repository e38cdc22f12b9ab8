import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import { interval, type LimitTime } from "./limit-time";

type Database = Pick<GatewayDatabase, "kysely">;

/** A limit that the platform said is reached. */
export type LimitBlock = {
  readonly key: string;
  readonly period: "burst" | "daily";
  readonly waitMs: number;
};

/** The block that lasts longest among these keys; `null` when none is blocked. */
export async function findBlock(
  { kysely }: Database,
  time: LimitTime,
  keys: readonly string[],
): Promise<LimitBlock | null> {
  if (keys.length === 0) return null;
  const row = await kysely
    .selectFrom("limit_blocks")
    .select([
      "key",
      "period",
      sql<number>`(extract(epoch from until - ${time()}) * 1000)::double precision`.as("wait_ms"),
    ])
    .where("key", "in", keys)
    .where("until", ">", time())
    .orderBy("until", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { key: row.key, period: row.period, waitMs: Math.max(0, Number(row.wait_ms)) };
}

/** Keeps everybody from what these keys stand for; an earlier word that lasts longer stands. */
export async function block(
  { kysely }: Database,
  time: LimitTime,
  keys: readonly string[],
  { period, waitMs }: Pick<LimitBlock, "period" | "waitMs">,
): Promise<void> {
  const until = sql<Date>`${time()} + ${interval(waitMs)}`;
  await kysely
    .insertInto("limit_blocks")
    // Always in the same order, so that nobody waits in a circle.
    .values([...keys].toSorted().map((key) => ({ key, period, until })))
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({
        period,
        until: sql<Date>`greatest(limit_blocks.until, excluded.until)`,
      }),
    )
    .execute();
}

/** There is room again. */
export async function unblock({ kysely }: Database, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await kysely.deleteFrom("limit_blocks").where("key", "in", keys).execute();
}
