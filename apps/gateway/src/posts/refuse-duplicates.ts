import type { DatabaseTransaction } from "../database/gateway-database";
import { ApiError } from "../http/api-error";

/** http-api.md: the same media and text to the same connection. */
const DUPLICATE_WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * Refuses what has been posted to the same account within a day; failed and canceled ones do not count.
 * Callers that lose their memory post again: this is the guard against it.
 *
 * @throws ApiError `possible_duplicate`, naming the earlier post.
 */
export async function refuseDuplicate(
  transaction: DatabaseTransaction,
  target: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly contentDigest: string;
    readonly path: string;
  },
  now: Date,
): Promise<void> {
  const earlier = await transaction
    .selectFrom("deliveries")
    .select(["id", "post_id", "status"])
    .where("tenant_id", "=", target.tenantId)
    .where("connection_id", "=", target.connectionId)
    .where("content_digest", "=", target.contentDigest)
    .where("created_at", ">", new Date(now.getTime() - DUPLICATE_WINDOW_MS))
    .where("status", "not in", ["failed", "canceled"])
    .orderBy("created_at", "desc")
    .executeTakeFirst();
  if (earlier === undefined) return;
  throw new ApiError("possible_duplicate", {
    detail: `The same media and text went to this account within 24 hours (post ${earlier.post_id}, ${earlier.status}). If a second post is really wanted, send allow_duplicate: true.`,
    errors: [{ path: target.path, message: `Was posted there before, as ${earlier.post_id}.` }],
    nextAction: { type: "get_post", post: earlier.post_id },
  });
}
