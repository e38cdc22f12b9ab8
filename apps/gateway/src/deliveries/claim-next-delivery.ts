import { type SqlBool, sql } from "kysely";
import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { claimDelivery } from "./claim-delivery";
import type { DeliveryRow } from "./delivery-row";
import { mayMoveBytes } from "./may-move-bytes";

/** How many deliveries of one connection may move bytes at once, over all replicas. */
export const UPLOADS_PER_CONNECTION = 2;

/** What this process may take on now. */
export type ClaimLimits = {
  /** False while enough of its workers may be busy with bytes. */
  readonly mayUpload: boolean;
  /** Tenants that keep enough of its workers busy with bytes already. */
  readonly busyTenants: readonly string[];
};

type Candidate = {
  readonly id: string;
  readonly connection_id: string;
  /** `null` for a connection that was never served. */
  readonly turn: string | null;
};

/** Whoever lost a race looks again; so many in a row means that others are at it. */
const TRIES = 20;

/**
 * Takes the due delivery whose turn it is: of the tenant with the least in hand, the connection that
 * was served longest ago, and of that one what is due longest. So one busy account, or one busy
 * tenant, never starves another, however much of it is due.
 *
 * What may move bytes for minutes is bounded for each connection; what only asks is not, so that
 * nobody's progress waits for his own large upload.
 *
 * @returns `null` when nothing can be taken now.
 */
export async function claimNextDelivery(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
  limits: ClaimLimits,
): Promise<DeliveryRow | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const next = await kysely.transaction().execute(async (transaction) => {
      const candidate = await findCandidate(transaction, now, limits);
      if (candidate === null) return "nothing";
      // Whoever else chose this connection waits here, and then finds that the turn is over.
      if (!(await takeTurn(transaction, candidate))) return "lost";
      return (await claimDelivery({ kysely: transaction }, candidate.id, now)) ?? "lost";
    });
    if (next === "nothing") return null;
    if (next !== "lost") return next;
  }
  return null;
}

async function findCandidate(
  transaction: DatabaseTransaction,
  now: Date,
  { mayUpload, busyTenants }: ClaimLimits,
): Promise<Candidate | null> {
  const row = await transaction
    .with("in_hand", (query) =>
      query
        .selectFrom("deliveries")
        .select(["connection_id", "tenant_id", "status", "commit_state", "cancel_requested_at"])
        .where("lease_until", ">=", sql<Date>`now()`),
    )
    .with("tenants_in_hand", (query) =>
      query
        .selectFrom("in_hand")
        .select(["tenant_id", sql<number>`count(*)`.as("count")])
        .groupBy("tenant_id"),
    )
    .with("uploads_in_hand", (query) =>
      query
        .selectFrom("in_hand")
        .select(["connection_id", sql<number>`count(*)`.as("count")])
        .where(mayMoveBytes("in_hand"))
        .groupBy("connection_id"),
    )
    .selectFrom("deliveries as due")
    .leftJoin("delivery_turns", "delivery_turns.connection_id", "due.connection_id")
    .leftJoin("tenants_in_hand", "tenants_in_hand.tenant_id", "due.tenant_id")
    .leftJoin("uploads_in_hand", "uploads_in_hand.connection_id", "due.connection_id")
    .select([
      "due.id",
      "due.connection_id",
      sql<string | null>`delivery_turns.turn::text`.as("turn"),
    ])
    .where("due.due_at", "<=", now)
    .where((where) =>
      where.or([
        where("due.lease_until", "is", null),
        where("due.lease_until", "<", sql<Date>`now()`),
      ]),
    )
    .where((where) =>
      where.or([
        where.not(mayMoveBytes("due")),
        where.and([
          sql<SqlBool>`${mayUpload}::boolean`,
          sql<SqlBool>`due.tenant_id <> all(${[...busyTenants]}::text[])`,
          sql<SqlBool>`coalesce(uploads_in_hand.count, 0) < ${UPLOADS_PER_CONNECTION}`,
        ]),
      ]),
    )
    .orderBy(sql`coalesce(tenants_in_hand.count, 0)`)
    .orderBy("delivery_turns.turn", (order) => order.asc().nullsFirst())
    .orderBy("due.due_at")
    .orderBy("due.id")
    .limit(1)
    // Those who choose at the same time choose different ones.
    .forUpdate("due")
    .skipLocked()
    .executeTakeFirst();
  return row ?? null;
}

async function takeTurn(
  transaction: DatabaseTransaction,
  { connection_id, turn }: Candidate,
): Promise<boolean> {
  const next = sql<string>`nextval('delivery_turn')`;
  const taken = await transaction
    .insertInto("delivery_turns")
    .values({ connection_id, turn: next })
    .onConflict((conflict) =>
      conflict
        .column("connection_id")
        .doUpdateSet({ turn: next })
        .where("delivery_turns.turn", "=", sql<string>`${turn}::bigint`),
    )
    .returning("connection_id")
    .executeTakeFirst();
  return taken !== undefined;
}
