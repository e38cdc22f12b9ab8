import { createHash, randomUUID } from "node:crypto";
import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { ApiError } from "../http/api-error";
import { canonicalJson } from "./canonical-json";
import {
  type ClaimOutcome,
  claimKey,
  completeClaim,
  dropClaim,
  dropFailedClaim,
  prolongClaim,
} from "./claim";

/**
 * To be called inside the transaction that creates the resource, with its id, so that the resource and
 * the memory of the key become durable together.
 */
export type RecordCreation = (
  transaction: DatabaseTransaction,
  resourceId: string,
) => Promise<void>;

/** To be called now and then by a run that takes long, so that its key is not taken over. */
export type KeepClaim = (transaction: DatabaseTransaction) => Promise<void>;

/** For callers without an `Idempotency-Key`. */
const recordNothing: RecordCreation = async () => {};

const keepNothing: KeepClaim = async () => {};

/** One call that may be a repetition. */
export type IdempotentCall = {
  readonly tenantId: string;
  /** Method and path pattern, such as `POST /v1/posts`. */
  readonly route: string;
  /** The caller's `Idempotency-Key`; `undefined`: every call is a new one. */
  readonly key: string | undefined;
  /** All that makes the call what it is: path parameters and body. Compared as canonical JSON. */
  readonly content: unknown;
};

/** How a call ended: by creating, or by finding that it had been done. */
export type CreatedOnce<Result> =
  | { readonly replayed: false; readonly result: Result }
  | { readonly replayed: true; readonly resourceId: string };

/** Long enough for any call that only writes rows; a run that died frees its key after this. */
const DEFAULT_CLAIM_SECONDS = 60;

/**
 * Runs `create` once per tenant, route and key. A failed run is not remembered, a finished one for 24
 * hours. A run that fails after another one of the same call has succeeded answers with what that made.
 *
 * @throws ApiError `idempotency_key_reused` for another content, `idempotency_in_progress` while the first
 * run lives; and whatever `create` throws.
 */
export async function createOnce<Result>(
  dependencies: { readonly database: GatewayDatabase; readonly now: () => Date },
  call: IdempotentCall,
  create: (record: RecordCreation, keep: KeepClaim) => Promise<Result>,
  claimSeconds = DEFAULT_CLAIM_SECONDS,
): Promise<CreatedOnce<Result>> {
  if (call.key === undefined)
    return { replayed: false, result: await create(recordNothing, keepNothing) };
  const { database, now } = dependencies;
  const row = {
    tenantId: call.tenantId,
    route: call.route,
    keyDigest: sha256(call.key),
    fingerprint: sha256(canonicalJson(call.content)),
    claim: randomUUID(),
  };
  const outcome = await claimKey(database, row, now(), claimSeconds);
  if (outcome.state === "done") return { replayed: true, resourceId: outcome.resourceId };
  refuseUnlessClaimed(outcome);
  let result: Result;
  try {
    result = await create(
      (transaction, resourceId) => completeClaim(transaction, row, resourceId),
      (transaction) =>
        prolongClaim(transaction, row, new Date(now().getTime() + claimSeconds * 1000)),
    );
  } catch (error) {
    // A run that stood still finds what its own repetition has made; a commit may have lost its answer.
    const made = await dropFailedClaim(database, row).catch(() => null);
    if (made === null) throw error;
    if (made.state === "done") return { replayed: true, resourceId: made.resourceId };
    refuseUnlessClaimed(made);
    throw error;
  }
  await dropClaim(database, row);
  return { replayed: false, result };
}

function refuseUnlessClaimed(outcome: ClaimOutcome): void {
  if (outcome.state === "other-content") {
    throw new ApiError("idempotency_key_reused", {
      detail:
        "This Idempotency-Key was used for a different request on this route. Use a new key for a new request.",
    });
  }
  if (outcome.state === "running") {
    throw new ApiError("idempotency_in_progress", {
      detail: "The first request with this Idempotency-Key is still running. Repeat it shortly.",
      retryAfterSeconds: outcome.retryAfterSeconds,
    });
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
