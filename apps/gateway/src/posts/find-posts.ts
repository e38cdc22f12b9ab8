import type { Caller } from "../access/caller";
import { notFound } from "../http/api-error";
import type { PagePosition } from "../http/page-cursor";
import { reviewUrl } from "../reviews/review-link";
import type { PostBody } from "./post-body";
import { postStatus } from "./post-status";
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
  const matching: PostRecord[] = [];
  let { after } = page;
  // A post's status is derived from its deliveries, so that filter works on what was loaded.
  for (;;) {
    const ids = await findIds(dependencies, caller, { ...page, after });
    const records = await loadPosts(
      dependencies,
      caller.tenantId,
      ids.map(({ id }) => id),
    );
    matching.push(...records.filter((record) => hasStatus(record, page.filter.status)));
    const last = ids.at(-1);
    if (last === undefined || ids.length < page.count || matching.length >= page.count) break;
    after = { createdAt: last.created_at, id: last.id };
  }
  return matching.slice(0, page.count);
}

function hasStatus({ deliveries }: PostRecord, status: PostBody["status"] | null): boolean {
  if (status === null) return true;
  return postStatus(deliveries.map(({ delivery }) => delivery.status)) === status;
}

async function findIds(
  { database }: PostsDependencies,
  caller: Caller,
  page: {
    readonly filter: PostFilter;
    readonly after: PagePosition | null;
    readonly count: number;
  },
): Promise<readonly { readonly id: string; readonly created_at: Date }[]> {
  const { filter, after, count } = page;
  let query = database.kysely
    .selectFrom("posts")
    .select(["posts.id", "posts.created_at"])
    .where("posts.tenant_id", "=", caller.tenantId);
  if (filter.reference !== null) query = query.where("posts.reference", "=", filter.reference);
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
  return query
    .orderBy("posts.created_at", "desc")
    .orderBy("posts.id", "desc")
    .limit(count)
    .execute();
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
    .selectFrom("delivery_events")
    .innerJoin("deliveries", "deliveries.id", "delivery_events.delivery_id")
    .selectAll("delivery_events")
    .where("deliveries.post_id", "in", ids)
    .orderBy("delivery_events.id")
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
        events: events.filter((event) => event.delivery_id === delivery.id),
      })),
      reviewUrl: isReviewable ? reviewUrl(dependencies, tenantId, review) : null,
    };
  });
}
