import type { DatabaseTransaction } from "../../database/gateway-database";
import { ApiError } from "../../http/api-error";
import type { MediaDependencies } from "../media-dependencies";
import { lockStorageAccount } from "./storage-account";

const RETRY_AFTER_SECONDS = 5;

/**
 * Refuses one more body at a time than a key may send, counted over all replicas. Whoever asks holds the
 * account of the store until its transaction ends, so that two cannot take the last place.
 *
 * @param keyId The key that sends the file, or that made its link; `null`: nobody's.
 * @throws ApiError `rate_limited`
 */
export async function requireUploadSlot(
  { configuration, now }: Pick<MediaDependencies, "configuration" | "now">,
  transaction: DatabaseTransaction,
  keyId: string | null,
): Promise<void> {
  if (keyId === null) return;
  await lockStorageAccount(transaction);
  const { count } = await transaction
    .selectFrom("media")
    .select((select) => select.fn.countAll().as("count"))
    .where("key_id", "=", keyId)
    .where("writer_until", ">", now())
    .executeTakeFirstOrThrow();
  if (Number(count) < configuration.mediaUploadsPerKey) return;
  throw new ApiError("rate_limited", {
    detail: `This API key is sending ${configuration.mediaUploadsPerKey} files already, as many as it may at a time. Wait until one has ended.`,
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
}
