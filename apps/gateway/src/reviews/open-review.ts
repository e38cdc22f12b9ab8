import type { AccountDescription, PostOptions } from "@upload-post/core/connector";
import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { DeliveryRow } from "../deliveries/delivery-row";
import { ApiError } from "../http/api-error";
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
  /** `null` when the account cannot be posted to now; nothing can be approved then. */
  readonly account: AccountDescription | null;
  /** Why not, for the owner; `null` when it can. */
  readonly unavailable: string | null;
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

/** A review that can be decided, as far as the database knows it. */
export type FoundReview = Pick<OpenReview, "review" | "post"> & {
  readonly waiting: readonly DeliveryRow[];
};

/** Finds what a link's token opens, without asking any platform. */
export async function findReview(
  dependencies: PostsDependencies,
  token: string,
): Promise<FoundReview | ClosedReview> {
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
  const waiting = await kysely
    .selectFrom("deliveries")
    .selectAll()
    .where("post_id", "=", post.id)
    .where("status", "=", "awaiting_review")
    .orderBy("position")
    .execute();
  return waiting.length === 0 ? { closed: "withdrawn" } : { review, post, waiting };
}

/** {@link findReview}, and asks the platform anew what each account may do: pages may not show old answers. */
export async function openReview(
  dependencies: PostsDependencies,
  token: string,
): Promise<OpenReview | ClosedReview> {
  const reviewed = await findReview(dependencies, token);
  if ("closed" in reviewed) return reviewed;
  const { review, post, waiting } = reviewed;
  const found = await dependencies.findMedia(post.tenant_id, post.media_ids);
  const media = found.filter((item) => item !== null);
  const deliveries: ReviewedDelivery[] = [];
  for (const delivery of waiting) {
    const opened = await openDelivery(dependencies, delivery, media);
    if (opened !== null) deliveries.push(opened);
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
  const platform = connection.connector.displayName;
  const { account, unavailable } = await askAccount(dependencies, delivery, platform);
  const kind = media[0]?.facts.kind ?? "video";
  const options = connection.connector.options({ mode, media: kind, account });
  return { delivery, connection, account, unavailable, options };
}

async function askAccount(
  dependencies: PostsDependencies,
  { tenant_id, connection_id }: DeliveryRow,
  platform: string,
): Promise<Pick<ReviewedDelivery, "account" | "unavailable">> {
  try {
    const account = await dependencies.describeAccount(tenant_id, connection_id);
    const later = `${platform} cannot be asked about this account right now. Try again in a few minutes.`;
    return { account, unavailable: account === null ? later : null };
  } catch (error) {
    // What ails a connection is told to callers in their words; owners get theirs.
    if (!(error instanceof ApiError)) throw error;
    const unavailable = `${platform} no longer lets us post to this account. Connect it again, or ask whoever sent you this link to; then open the link once more.`;
    return { account: null, unavailable };
  }
}
