import { createHash, randomBytes } from "node:crypto";
import type { DatabaseTransaction } from "../database/gateway-database";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { reviewDigest } from "./review-digest";

/**
 * Makes the owner's link of a post that has something to review; does nothing otherwise. The link dies
 * after `REVIEW_LINK_TTL_S`, and with it the deliveries that wait for it.
 */
export async function createReview(
  { configuration, jobs, tokenSealer }: PostsDependencies,
  transaction: DatabaseTransaction,
  post: { readonly postId: string; readonly tenantId: string; readonly now: Date },
): Promise<void> {
  const { postId, tenantId, now } = post;
  const waiting = await transaction
    .selectFrom("deliveries")
    .select("id")
    .where("post_id", "=", postId)
    .where("status", "=", "awaiting_review")
    .execute();
  if (waiting.length === 0) return;
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + configuration.reviewLinkTtlSeconds * 1000);
  await transaction
    .insertInto("reviews")
    .values({
      post_id: postId,
      token_digest: digestReviewToken(token),
      sealed_token: tokenSealer.seal(tenantId, postId, token),
      content_digest: await reviewDigest(transaction, postId),
      expires_at: expiresAt,
      decision: null,
      decided_at: null,
      receipt: null,
    })
    .execute();
  await transaction
    .updateTable("deliveries")
    .set({ due_at: expiresAt })
    .where("post_id", "=", postId)
    .where("status", "=", "awaiting_review")
    .execute();
  for (const { id } of waiting) {
    await jobs.enqueue(transaction, "advance-delivery", { id }, expiresAt);
  }
}

/** What is kept of a link's token to find it by. */
export function digestReviewToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
