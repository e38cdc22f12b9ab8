import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { ApiError } from "../http/api-error";

/** http-api.md: a key is remembered for 24 hours. */
export const IDEMPOTENCY_WINDOW_MS = 24 * 60 * 60 * 1000;

/** One run's hold on a key. */
export type Claim = {
  readonly tenantId: string;
  readonly route: string;
  readonly keyDigest: string;
  readonly fingerprint: string;
  /** Unique to the run. */
  readonly claim: string;
};

/** What became of trying to take a key. */
export type ClaimOutcome =
  | { readonly state: "claimed" }
  | { readonly state: "done"; readonly resourceId: string }
  | { readonly state: "other-content" }
  | { readonly state: "running"; readonly retryAfterSeconds: number };

/** Takes a key for one run, or says what stands in the way. */
export async function claimKey(
  { kysely }: GatewayDatabase,
  claim: Claim,
  now: Date,
  claimSeconds: number,
): Promise<ClaimOutcome> {
  const claimedUntil = new Date(now.getTime() + claimSeconds * 1000);
  return await kysely.transaction().execute(async (transaction): Promise<ClaimOutcome> => {
    const fresh = {
      fingerprint: claim.fingerprint,
      claim: claim.claim,
      claimed_until: claimedUntil,
      resource_id: null,
      created_at: now,
    };
    const inserted = await transaction
      .insertInto("idempotency_keys")
      .values({
        tenant_id: claim.tenantId,
        route: claim.route,
        key_digest: claim.keyDigest,
        ...fresh,
      })
      .onConflict((conflict) => conflict.columns(["tenant_id", "route", "key_digest"]).doNothing())
      .executeTakeFirst();
    if (inserted.numInsertedOrUpdatedRows === 1n) return { state: "claimed" };

    const row = await ofKey(transaction.selectFrom("idempotency_keys").selectAll(), claim)
      .forUpdate()
      .executeTakeFirst();
    // The run that held the key gave it up between the two statements; the caller comes again.
    if (row === undefined) return { state: "running", retryAfterSeconds: 1 };
    const isForgotten = now.getTime() - row.created_at.getTime() >= IDEMPOTENCY_WINDOW_MS;
    const isAbandoned = row.resource_id === null && row.claimed_until <= now;
    if (isForgotten || isAbandoned) {
      await ofKey(transaction.updateTable("idempotency_keys").set(fresh), claim).execute();
      return { state: "claimed" };
    }
    return stateOf(row, claim);
  });
}

/**
 * Remembers what the run created, in the transaction that creates it.
 *
 * @throws ApiError `idempotency_in_progress` when the run was so slow that another one took the key: then
 * the transaction must not commit.
 */
export async function completeClaim(
  transaction: DatabaseTransaction,
  claim: Claim,
  resourceId: string,
): Promise<void> {
  const result = await ofKey(
    transaction.updateTable("idempotency_keys").set({ resource_id: resourceId }),
    claim,
  )
    .where("claim", "=", claim.claim)
    .executeTakeFirst();
  if (result.numUpdatedRows === 1n) return;
  throw new ApiError("idempotency_in_progress", {
    detail: "Another request with this Idempotency-Key took over because this one was too slow.",
    retryAfterSeconds: 1,
  });
}

/** Shows that a long run is still alive; without it the key is taken over when its time is up. */
export async function prolongClaim(
  transaction: DatabaseTransaction,
  claim: Claim,
  until: Date,
): Promise<void> {
  await ofKey(transaction.updateTable("idempotency_keys").set({ claimed_until: until }), claim)
    .where("claim", "=", claim.claim)
    .execute();
}

/**
 * Frees the key of a run that created nothing; a finished one stays.
 *
 * @returns whether the run still held it.
 */
export async function dropClaim({ kysely }: GatewayDatabase, claim: Claim): Promise<boolean> {
  const dropped = await ofKey(kysely.deleteFrom("idempotency_keys"), claim)
    .where("claim", "=", claim.claim)
    .where("resource_id", "is", null)
    .executeTakeFirst();
  return dropped.numDeletedRows === 1n;
}

/**
 * Frees the key of a run that failed.
 *
 * @returns what another run, or this one after all, has made of the key; `null` when it was still held.
 */
export async function dropFailedClaim(
  database: GatewayDatabase,
  claim: Claim,
): Promise<Exclude<ClaimOutcome, { state: "claimed" }> | null> {
  if (await dropClaim(database, claim)) return null;
  const keys = database.kysely.selectFrom("idempotency_keys");
  const row = await ofKey(keys.select(["fingerprint", "resource_id"]), claim).executeTakeFirst();
  return row === undefined ? null : stateOf(row, claim);
}

/** What a key that somebody holds or has used means for a call with it. */
function stateOf(
  row: { readonly fingerprint: string; readonly resource_id: string | null },
  { fingerprint }: Claim,
): Exclude<ClaimOutcome, { state: "claimed" }> {
  if (row.fingerprint !== fingerprint) return { state: "other-content" };
  if (row.resource_id !== null) return { state: "done", resourceId: row.resource_id };
  return { state: "running", retryAfterSeconds: 1 };
}

type Filterable<Query> = {
  where(column: "tenant_id" | "route" | "key_digest", operator: "=", value: string): Query;
};

function ofKey<Query extends Filterable<Query>>(query: Query, claim: Claim): Query {
  return query
    .where("tenant_id", "=", claim.tenantId)
    .where("route", "=", claim.route)
    .where("key_digest", "=", claim.keyDigest);
}
