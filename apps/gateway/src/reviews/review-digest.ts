import { createHash } from "node:crypto";
import type { DatabaseTransaction } from "../database/gateway-database";
import { canonicalJson } from "../idempotency/canonical-json";

/**
 * What an owner consents to, in one number: the media, and what each delivery would say and do as the
 * caller wrote it. A page that shows anything else than this cannot be approved.
 */
export async function reviewDigest(
  transaction: Pick<DatabaseTransaction, "selectFrom">,
  postId: string,
): Promise<string> {
  const post = await transaction
    .selectFrom("posts")
    .select("media_ids")
    .where("id", "=", postId)
    .executeTakeFirstOrThrow();
  const deliveries = await transaction
    .selectFrom("deliveries")
    .select(["id", "connection_id", "mode", "title", "text", "options", "content_digest"])
    .where("post_id", "=", postId)
    .orderBy("position")
    .execute();
  return createHash("sha256")
    .update(canonicalJson({ media: post.media_ids, deliveries }))
    .digest("hex");
}
