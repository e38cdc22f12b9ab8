import type { Selectable } from "kysely";
import { jsonArrayFrom } from "kysely/helpers/postgres";
import type { Caller } from "../access/caller";
import type { DatabaseSchema } from "../database/database-schema";
import { notFound } from "../http/api-error";
import type { PagePosition } from "../http/page-cursor";
import { reviewUrl } from "../reviews/review-link";
import type { PostBody } from "./post-body";
import { hasPostStatus } from "./post-status-filter";
import type { PostsDependencies } from "./posts-dependencies";
import type { PostRecord } from "./to-post-body";

/** What a list of posts is narrowed by; `null` members do not narrow. */
export type PostFilter = {
  readonly user: string | null;
  readonly connection: string | null;
  readonly reference: string | null;
  readonly status: PostBody["status"] | null;
};

/**
 * One post of the caller's tenant.
 *
 * @throws ApiError `not_found`, also for another tenant's post.
 */
export async function getPost(
  dependencies: PostsDependencies,
  caller: Caller,
  postId: string,
): Promise<PostRecord> {
  const [found] = await loadPosts(dependencies, caller.tenantId, [postId]);
  if (found === undefined) throw notFound("post");
  return found;
}

/** Posts of the caller's tenant, newest first, up to `count` after a position. */
export async function listPosts(
  dependencies: PostsDependencies,
  caller: Caller,
  page: {
    readonly filter: PostFilter;
    readonly after: PagePosition | null;
    readonly count: number;
  },
): Promise<readonly PostRecord[]> {
  const ids = await findIds(dependencies, caller, page);
  return loadPosts(dependencies, caller.tenantId, ids);
}

async function findIds(
  { database }: PostsDependencies,
  caller: Caller,
  page: {
    readonly filter: PostFilter;
    readonly after: PagePosition | null;
    readonly count: number;
  },
): Promise<readonly string[]> {
  const { filter, after, count } = page;
  let query = database.kysely
    .selectFrom("posts")
    .select("posts.id")
    .where("posts.tenant_id", "=", caller.tenantId);
  if (filter.reference !== null) query = query.where("posts.reference", "=", filter.reference);
  const { status } = filter;
  if (status !== null) query = query.where((where) => hasPostStatus(where, status));
  if (filter.connection !== null || filter.user !== null) {
    query = query.where((where) => {
      let targets = where
        .selectFrom("deliveries")
        .select("deliveries.id")
        .whereRef("deliveries.post_id", "=", "posts.id");
      if (filter.connection !== null) {
        targets = targets.where("deliveries.connection_id", "=", filter.connection);
      }
      if (filter.user !== null) targets = targets.where("deliveries.owner_user", "=", filter.user);
      return where.exists(targets);
    });
  }
  if (after !== null) {
    query = query.where((where) =>
      where.or([
        where("posts.created_at", "<", after.createdAt),
        where.and([
          where("posts.created_at", "=", after.createdAt),
          where("posts.id", "<", after.id),
        ]),
      ]),
    );
  }
  const rows = await query
    .orderBy("posts.created_at", "desc")
    .orderBy("posts.id", "desc")
    .limit(count)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Loads posts in the order of their ids, leaving out what is not the tenant's. One question for all of
 * it: this is what callers ask most, and each question costs more than what it finds.
 */
async function loadPosts(
  dependencies: PostsDependencies,
  tenantId: string,
  ids: readonly string[],
): Promise<readonly PostRecord[]> {
  if (ids.length === 0) return [];
  const { kysely } = dependencies.database;
  const rows = await kysely
    .selectFrom("deliveries")
    .innerJoin("posts", "posts.id", "deliveries.post_id")
    .selectAll("deliveries")
    .select([
      "posts.api_key_id",
      "posts.reference",
      "posts.media_ids",
      "posts.review",
      "posts.consent",
      "posts.publish_at",
      "posts.revision",
      "posts.created_at as post_created_at",
    ])
    .select((of) =>
      jsonArrayFrom(
        of
          .selectFrom("events")
          .select(["events.at", "events.status", "events.detail"])
          .whereRef("events.delivery_id", "=", "deliveries.id")
          .orderBy("events.id"),
      ).as("events"),
    )
    .where("posts.id", "in", ids)
    .where("posts.tenant_id", "=", tenantId)
    .orderBy("deliveries.position")
    .execute();
  const byPost = Map.groupBy(rows, ({ post_id }) => post_id);
  // Nothing is left to review when what waited for it was canceled.
  const reviewable = rows.filter(({ status }) => status === "awaiting_review");
  const reviews = await findReviews(
    dependencies,
    reviewable.map(({ post_id }) => post_id),
  );
  return ids.flatMap((id) => {
    const own = byPost.get(id);
    const [first] = own ?? [];
    if (own === undefined || first === undefined) return [];
    return {
      post: {
        id,
        tenant_id: first.tenant_id,
        api_key_id: first.api_key_id,
        reference: first.reference,
        media_ids: first.media_ids,
        review: first.review,
        consent: first.consent,
        publish_at: first.publish_at,
        revision: first.revision,
        created_at: first.post_created_at,
      },
      deliveries: own.map((delivery) => ({
        delivery,
        events: delivery.events.flatMap(({ at, status, detail }) =>
          status === null ? [] : { at: new Date(at), status, detail },
        ),
      })),
      reviewUrl: reviews.has(id) ? reviewUrl(dependencies, tenantId, reviews.get(id)) : null,
    };
  });
}

async function findReviews(
  { database }: PostsDependencies,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, Selectable<DatabaseSchema["reviews"]>>> {
  if (postIds.length === 0) return new Map();
  const rows = await database.kysely
    .selectFrom("reviews")
    .selectAll()
    .where("post_id", "in", postIds)
    .execute();
  return new Map(rows.map((review) => [review.post_id, review]));
}
