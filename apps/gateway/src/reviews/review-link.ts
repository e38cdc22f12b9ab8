import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { PostsDependencies } from "../posts/posts-dependencies";

/** The address of a review, for as long as it can be used; `null` after. */
export function reviewUrl(
  {
    configuration,
    tokenSealer,
    now,
  }: Pick<PostsDependencies, "configuration" | "tokenSealer" | "now">,
  tenantId: string,
  review: Selectable<DatabaseSchema["reviews"]> | undefined,
): string | null {
  if (review === undefined || review.decision !== null || review.expires_at <= now()) return null;
  const token = tokenSealer.open(tenantId, review.post_id, review.sealed_token);
  return `${configuration.publicUrl}/review/${token}`;
}
