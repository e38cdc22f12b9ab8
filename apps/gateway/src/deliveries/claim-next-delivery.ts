import { sql } from "kysely";
import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { claimDelivery } from "./claim-delivery";
import type { DeliveryRow } from "./delivery-row";
import { type DueDelivery, findDueDeliveries } from "./find-due-deliveries";
import { isUpload, mayMoveBytes } from "./may-move-bytes";

/** How many deliveries of one connection may move bytes at once, over all replicas. */
export const UPLOADS_PER_CONNECTION = 2;

/** What this process may take on now. */
export type ClaimLimits = {
  /** False while enough of its workers may be busy with bytes. */
  readonly mayUpload: boolean;
  /** Tenants that keep enough of its workers busy with bytes already. */
  readonly busyTenants: readonly string[];
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
 * Small statements rather than one that does it all: the embedded database takes ten times as long to
 * plan that as to run these.
 *
 * @returns `null` when nothing can be taken now.
 */
export async function claimNextDelivery(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
  limits: ClaimLimits,
): Promise<DeliveryRow | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const candidates = await findCandidates({ kysely }, now, limits);
    if (candidates.length === 0) return null;
    const tried = new Set<string>();
    for (const candidate of candidates) {
      if (tried.has(candidate.connection_id)) continue;
      tried.add(candidate.connection_id);
      const delivery = await kysely
        .transaction()
        .execute((transaction) => claimInTurn(transaction, candidate, now));
      if (delivery !== null) return delivery;
    }
  }
  return null;
}

async function findCandidates(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
  { mayUpload, busyTenants }: ClaimLimits,
): Promise<readonly DueDelivery[]> {
  const inHand = await kysely
    .selectFrom("deliveries")
    .select(["tenant_id", "connection_id", "status", "commit_state", "cancel_requested_at"])
    .where("lease_until", ">=", sql<Date>`now()`)
    .execute();
  const byTenant = Map.groupBy(inHand, ({ tenant_id }) => tenant_id);
  const byConnection = Map.groupBy(inHand.filter(isUpload), ({ connection_id }) => connection_id);
  const busyConnections = [...byConnection]
    .filter(([, uploads]) => uploads.length >= UPLOADS_PER_CONNECTION)
    .map(([connectionId]) => connectionId);
  return findDueDeliveries(kysely, {
    now,
    mayUpload,
    busyTenants,
    busyConnections,
    inHand: new Map([...byTenant].map(([tenantId, { length }]) => [tenantId, length])),
  });
}

/** Claims a candidate if the turn is still its connection's, and its connection still has room. */
async function claimInTurn(
  transaction: DatabaseTransaction,
  candidate: DueDelivery,
  now: Date,
): Promise<DeliveryRow | null> {
  // Whoever else chose this connection waits here, and then finds that the turn is over.
  if (!(await takeTurn(transaction, candidate))) return null;
  const { count } = await transaction
    .selectFrom("deliveries as in_hand")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("lease_until", ">=", sql<Date>`now()`)
    .where("connection_id", "=", candidate.connection_id)
    .where(mayMoveBytes("in_hand"))
    .executeTakeFirstOrThrow();
  const claimed = await claimDelivery({ kysely: transaction }, candidate.id, now);
  if (claimed === null || !isUpload(claimed)) return claimed;
  if (Number(count) < UPLOADS_PER_CONNECTION) return claimed;
  // Somebody began one since the candidates were looked for: it stays due, and nothing has happened.
  await transaction
    .updateTable("deliveries")
    .set({ lease_until: null, claims: sql`claims - 1` })
    .where("id", "=", claimed.id)
    .execute();
  return null;
}

async function takeTurn(
  transaction: DatabaseTransaction,
  { connection_id, turn }: DueDelivery,
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
