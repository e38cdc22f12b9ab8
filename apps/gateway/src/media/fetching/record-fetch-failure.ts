import type { DatabaseTransaction } from "../../database/gateway-database";
import { type StoredProblem, toStoredProblem } from "../../deliveries/stored-problem";
import { ApiError } from "../../http/api-error";
import type { ApiErrorCode } from "../../http/error-codes";
import { OutboundError, type OutboundFailure } from "../../outbound/outbound-error";
import { releaseStorage } from "../accounting/storage-account";
import { type MediaRow, UNUSED_MEDIA_MS } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { lockMedia } from "../remove-media";
import type { FetchClaim } from "./claim-fetch";
import { TemporaryFetchError } from "./temporary-fetch-error";

/** Waiting times before the second and the third attempt. */
const retryDelaysMs = [10_000, 60_000];

/** How an attempt ended. */
export type FetchFailure = {
  readonly error: unknown;
  /** The process is shutting down; the attempt does not count. */
  readonly isStopping: boolean;
};

/** Writes down that an attempt failed: it is tried again later, or the media has failed. */
export async function recordFetchFailure(
  dependencies: MediaDependencies,
  claim: FetchClaim,
  failure: FetchFailure,
): Promise<void> {
  const { database, logger, storage } = dependencies;
  const { mediaId, writer, attempts } = claim;
  const retryMs = failure.isStopping ? 0 : retryDelay(failure.error, attempts);
  const problem = toProblemOf(failure.error);
  if (problem.code === "internal_error") {
    logger.error({ error: failure.error, mediaId, attempt: attempts }, "fetching a media failed");
  }
  // Another worker has it, or it is being deleted: then the bytes are theirs to remove.
  if (!(await isOurs(dependencies, claim))) return;
  await storage.removeBefore({ id: mediaId, epoch: claim.epoch + 1 });
  await database.kysely.transaction().execute(async (transaction) => {
    const row = await lockMedia(transaction, mediaId);
    if (row?.writer !== writer) return;
    await releaseStorage(transaction, row.tenant_id, Number(row.reserved_bytes));
    if (retryMs === null) await fail(transaction, dependencies, row, problem);
    else await postpone(transaction, dependencies, claim, { retryMs, ...failure });
  });
}

async function isOurs({ database }: MediaDependencies, claim: FetchClaim): Promise<boolean> {
  const row = await database.kysely
    .selectFrom("media")
    .select("writer")
    .where("id", "=", claim.mediaId)
    .executeTakeFirst();
  return row === undefined || row.writer === claim.writer;
}

function retryDelay(error: unknown, attempts: number): number | null {
  const isTemporary =
    error instanceof TemporaryFetchError ||
    (error instanceof OutboundError && ["unreachable", "too_slow"].includes(error.failure)) ||
    toProblemOf(error).code === "internal_error";
  return isTemporary ? (retryDelaysMs[attempts - 1] ?? null) : null;
}

function toProblemOf(error: unknown): StoredProblem {
  return toStoredProblem(toApi(error));
}

function toApi(error: unknown): unknown {
  if (error instanceof TemporaryFetchError) return error.error;
  if (!(error instanceof OutboundError)) return error;
  return new ApiError(codeOf(error.failure), { detail: error.message, cause: error });
}

function codeOf(failure: OutboundFailure): ApiErrorCode {
  if (failure === "address_refused") return "url_not_allowed";
  return failure === "too_large" ? "payload_too_large" : "media_fetch_failed";
}

async function fail(
  transaction: DatabaseTransaction,
  { now }: MediaDependencies,
  row: MediaRow,
  problem: StoredProblem,
): Promise<void> {
  await transaction
    .updateTable("media")
    .set({
      status: "failed",
      reserved_bytes: 0,
      error: JSON.stringify(problem),
      writer: null,
      writer_until: null,
      expires_at: new Date(now().getTime() + UNUSED_MEDIA_MS),
    })
    .where("id", "=", row.id)
    .execute();
  await transaction.deleteFrom("media_fetches").where("media_id", "=", row.id).execute();
}

async function postpone(
  transaction: DatabaseTransaction,
  { jobs, now }: MediaDependencies,
  { mediaId, attempts }: FetchClaim,
  { retryMs, isStopping }: FetchFailure & { readonly retryMs: number },
): Promise<void> {
  const dueAt = new Date(now().getTime() + retryMs);
  await transaction
    .updateTable("media")
    .set({ reserved_bytes: 0, writer: null, writer_until: null })
    .where("id", "=", mediaId)
    .execute();
  await transaction
    .updateTable("media_fetches")
    .set({ due_at: dueAt, attempts: isStopping ? attempts - 1 : attempts })
    .where("media_id", "=", mediaId)
    .execute();
  await jobs.enqueue(transaction, "fetch-media", { id: mediaId }, dueAt);
}
