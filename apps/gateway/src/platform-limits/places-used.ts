import type { LimitUse } from "@upload-post/core";
import type { PostLimit } from "@upload-post/core/connector";
import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import { interval, type LimitTime } from "./limit-time";

/** What our own rows tell of a limit on posts: other apps may have posted too. */
export type PlacesUsed = {
  readonly count: number;
  /** Until the oldest of them no longer counts; `null` when there is none. */
  readonly nextFreeMs: number | null;
};

/** Counts what was posted to an account through this gateway within a limit's window, by any tenant. */
export async function placesUsed(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  time: LimitTime,
  { connector, accountId }: Pick<LimitUse, "connector" | "accountId">,
  limit: PostLimit,
): Promise<PlacesUsed> {
  const row = await kysely
    .selectFrom("connections")
    .innerJoin("deliveries", "deliveries.connection_id", "connections.id")
    .innerJoin("delivery_attempts as attempts", "attempts.delivery_id", "deliveries.id")
    .select([
      sql<number>`count(*)`.as("count"),
      sql<number | null>`(extract(epoch from
        min(attempts.commit_started_at) + ${interval(limit.windowMs)} - ${time()}
      ) * 1000)::double precision`.as("next_free_ms"),
    ])
    .where("connections.platform", "=", connector.id)
    .where("connections.account_id", "=", accountId)
    .where("deliveries.mode", "in", limit.modes)
    .where("attempts.commit_started_at", ">", sql<Date>`${time()} - ${interval(limit.windowMs)}`)
    .where((where) =>
      where.or([
        where("attempts.outcome", "is", null),
        where("attempts.outcome", "!=", "failed_confirmed"),
      ]),
    )
    .$if(limit.freedBy === "publication", (query) =>
      query.where("deliveries.status", "=", "in_inbox"),
    )
    .executeTakeFirstOrThrow();
  return {
    count: Number(row.count),
    nextFreeMs: row.next_free_ms === null ? null : Number(row.next_free_ms),
  };
}
