import type { AccountDescription, PostOptions } from "@upload-post/core/connector";
import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { DeliveryRow } from "../deliveries/delivery-row";
import type {
  PostableConnection,
  PostableMedia,
  PostsDependencies,
} from "../posts/posts-dependencies";
import { digestReviewToken } from "./create-review";

/** One delivery on the page. */
export type ReviewedDelivery = {
  readonly delivery: DeliveryRow;
  readonly connection: PostableConnection;
  /** `null` when the platform could not be asked; nothing can be approved then. */
  readonly account: AccountDescription | null;
  readonly options: PostOptions;
};

/** A review with everything its page shows. */
export type OpenReview = {
  readonly review: Selectable<DatabaseSchema["reviews"]>;
  readonly post: Selectable<DatabaseSchema["posts"]>;
  readonly media: readonly PostableMedia[];
  readonly deliveries: readonly ReviewedDelivery[];
};

/** Why a link leads nowhere, for a person. */
export type ClosedReview = {
  readonly closed: "unknown" | "expired" | "approved" | "rejected" | "withdrawn";
};

/** Finds what a link's token opens, and asks the platform anew what each account may do: pages may not show old answers. */
export async function openReview(
  dependencies: PostsDependencies,
  token: string,
): Promise<OpenReview | ClosedReview> {
  const { kysely } = dependencies.database;
  const review = await kysely
    .selectFrom("reviews")
    .selectAll()
    .where("token_digest", "=", digestReviewToken(token))
    .executeTakeFirst();
  if (review === undefined) return { closed: "unknown" };
  if (review.decision !== null) return { closed: review.decision };
  if (review.expires_at <= dependencies.now()) return { closed: "expired" };
  const post = await kysely
    .selectFrom("posts")
    .selectAll()
    .where("id", "=", review.post_id)
    .executeTakeFirstOrThrow();
  const rows = await kysely
    .selectFrom("deliveries")
    .selectAll()
    .where("post_id", "=", post.id)
    .where("status", "=", "awaiting_review")
    .orderBy("position")
    .execute();
  if (rows.length === 0) return { closed: "withdrawn" };
  const found = await dependencies.findMedia(post.tenant_id, post.media_ids);
  const media = found.filter((item) => item !== null);
  const deliveries: ReviewedDelivery[] = [];
  for (const delivery of rows) {
    const reviewed = await openDelivery(dependencies, delivery, media);
    if (reviewed !== null) deliveries.push(reviewed);
  }
  return { review, post, media, deliveries };
}

async function openDelivery(
  dependencies: PostsDependencies,
  delivery: DeliveryRow,
  media: readonly PostableMedia[],
): Promise<ReviewedDelivery | null> {
  const { tenant_id: tenantId, connection_id: connectionId, mode } = delivery;
  const connection = await dependencies.findConnection(tenantId, connectionId);
  if (connection === null) return null;
  const account = await dependencies.describeAccount(tenantId, connectionId);
  const kind = media[0]?.facts.kind ?? "video";
  const options = connection.connector.options({ mode, media: kind, account });
  return { delivery, connection, account, options };
}
