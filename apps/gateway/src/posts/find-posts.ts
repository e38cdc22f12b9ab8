import type { Caller } from "../access/caller";
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

/** Loads posts in the order of their ids, leaving out what is not the tenant's. */
async function loadPosts(
  dependencies: PostsDependencies,
  tenantId: string,
  ids: readonly string[],
): Promise<readonly PostRecord[]> {
  if (ids.length === 0) return [];
  const { kysely } = dependencies.database;
  const posts = await kysely
    .selectFrom("posts")
    .selectAll()
    .where("id", "in", ids)
    .where("tenant_id", "=", tenantId)
    .execute();
  const deliveries = await kysely
    .selectFrom("deliveries")
    .selectAll()
    .where("post_id", "in", ids)
    .orderBy("position")
    .execute();
  const events = await kysely
    .selectFrom("events")
    .select(["delivery_id", "at", "status", "detail"])
    .where("post_id", "in", ids)
    .orderBy("id")
    .execute();
  const reviews = await kysely
    .selectFrom("reviews")
    .selectAll()
    .where("post_id", "in", ids)
    .execute();
  const byId = new Map(posts.map((post) => [post.id, post]));
  return ids.flatMap((id) => {
    const post = byId.get(id);
    if (post === undefined) return [];
    const own = deliveries.filter((delivery) => delivery.post_id === id);
    // Nothing is left to review when what waited for it was canceled.
    const isReviewable = own.some(({ status }) => status === "awaiting_review");
    const review = reviews.find((found) => found.post_id === id);
    return {
      post,
      deliveries: own.map((delivery) => ({
        delivery,
        events: events.flatMap(({ delivery_id, at, status, detail }) =>
          delivery_id === delivery.id && status !== null ? { at, status, detail } : [],
        ),
      })),
      reviewUrl: isReviewable ? reviewUrl(dependencies, tenantId, review) : null,
    };
  });
}
