import type { Caller } from "../access/caller";
import type { DatabaseTransaction } from "../database/gateway-database";
import { ApiError } from "../http/api-error";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Refuses when the key has used up its posts of the last 24 hours.
 *
 * @throws ApiError `key_limit_exceeded`.
 */
export async function requirePostsLeft(
  transaction: DatabaseTransaction,
  caller: Caller,
  now: Date,
): Promise<void> {
  const { postsPerDay } = caller.limits;
  if (postsPerDay === null) return;
  const { count } = await transaction
    .selectFrom("posts")
    .select((select) => select.fn.countAll<number | string>().as("count"))
    .where("api_key_id", "=", caller.keyId)
    .where("created_at", ">", new Date(now.getTime() - DAY_MS))
    .executeTakeFirstOrThrow();
  if (Number(count) < postsPerDay) return;
  throw new ApiError("key_limit_exceeded", {
    detail: `This API key may make ${postsPerDay} posts in 24 hours and has made ${count}. Post later, or use another key.`,
  });
}
