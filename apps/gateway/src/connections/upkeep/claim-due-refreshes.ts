import { sql } from "kysely";
import type { GatewayDatabase } from "../../database/gateway-database";
import { EVERY_TENANT } from "../../pauses/pause";

/** Longer than a refresh takes; a replica that dies in it is followed by another after this. */
const CLAIM_SECONDS = 120;
/** A delivery within this time is reason enough to have fresh access ready. */
const SOON_MS = 60 * 60 * 1000;

/** A connection whose credential should be refreshed although nobody asks for it. */
export type DueRefresh = {
  readonly id: string;
  readonly tenantId: string;
  /** It is due whether anybody uses the account or not. */
  readonly isIdle: boolean;
  readonly failures: number;
};

/**
 * Takes connections whose credential is due, the most urgent first: idle ones by their plan, and those
 * with a delivery at hand well before their access ends. No other replica gets them meanwhile. What is
 * paused reaches no platform, so it stays out.
 *
 * Due times are the gateway's clock, claims the database's: replicas need not agree on the time.
 */
export async function claimDueRefreshes(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
  limit: number,
): Promise<readonly DueRefresh[]> {
  const soon = new Date(now.getTime() + SOON_MS);
  const due = kysely
    .selectFrom("connections as due")
    .select("due.id")
    .where("due.status", "=", "active")
    .where(({ or, and, eb, exists, selectFrom }) =>
      and([
        or([
          eb("due.refresh_claimed_until", "is", null),
          // PGlite's clock has milliseconds: a claim that ends now has ended.
          eb("due.refresh_claimed_until", "<=", sql<Date>`clock_timestamp()`),
        ]),
        or([
          eb("due.refresh_idle_at", "<=", now),
          and([
            eb("due.refresh_ahead_at", "<=", now),
            exists(
              selectFrom("deliveries")
                .select("deliveries.id")
                .whereRef("deliveries.connection_id", "=", "due.id")
                .where("deliveries.due_at", "<=", soon)
                .where("deliveries.status", "!=", "awaiting_review"),
            ),
          ]),
        ]),
      ]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("pauses")
            .select("pauses.scope")
            .where(({ or, and, eb, ref }) =>
              and([
                or([
                  eb("pauses.reach", "=", EVERY_TENANT),
                  eb("pauses.reach", "=", ref("due.tenant_id")),
                ]),
                or([
                  eb("pauses.scope", "=", "all"),
                  and([
                    eb("pauses.scope", "=", "platform"),
                    eb("pauses.target", "=", ref("due.platform")),
                  ]),
                  and([
                    eb("pauses.scope", "=", "connection"),
                    eb("pauses.target", "=", ref("due.id")),
                  ]),
                ]),
              ]),
            ),
        ),
      ),
    )
    .orderBy(sql`least(due.refresh_ahead_at, due.refresh_idle_at)`)
    .limit(limit)
    .forUpdate()
    .skipLocked();
  const rows = await kysely
    .updateTable("connections")
    .set({
      refresh_claimed_until: sql`clock_timestamp() + make_interval(secs => ${CLAIM_SECONDS})`,
    })
    .where("id", "in", due)
    .returning(["id", "tenant_id", "refresh_idle_at", "refresh_failures"])
    .execute();
  return rows.map((row) => ({
    id: row.id,
    tenantId: row.tenant_id,
    isIdle: row.refresh_idle_at !== null && row.refresh_idle_at <= now,
    failures: row.refresh_failures,
  }));
}

/** Gives a connection back, with a plan or with a rest after a failure. */
export async function restAfterFailure(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  { id, failures }: DueRefresh,
  restSeconds: number,
): Promise<void> {
  await kysely
    .updateTable("connections")
    .set({
      refresh_claimed_until: sql`clock_timestamp() + make_interval(secs => ${restSeconds})`,
      refresh_failures: failures + 1,
    })
    .where("id", "=", id)
    .execute();
}
