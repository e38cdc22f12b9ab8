import type { Caller } from "../access/caller";
import { randomId } from "../access/random-id";
import { actorOf } from "../audit/actor";
import type { DatabaseTransaction } from "../database/gateway-database";
import { recordFirstStatus } from "../deliveries/change-delivery";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import type { RecordCreation } from "../idempotency/create-once";
import { markPoint } from "../operations/mark-point";
import { createReview } from "../reviews/create-review";
import { auditPost } from "./audit-post";
import { contentDigest } from "./content-digest";
import type { PostRequest } from "./post-request";
import type { PostsDependencies } from "./posts-dependencies";
import { publishTime } from "./publish-time";
import { refuseDuplicate } from "./refuse-duplicates";
import { refuseIssues } from "./refuse-issues";
import { requireConsent } from "./require-consent";
import { requirePostsLeft } from "./require-posts-left";
import { placeIssue, type ResolvedPost, type ResolvedTarget, resolvePost } from "./resolve-targets";

/**
 * Makes a post and its deliveries, or refuses with every reason and no trace.
 *
 * Nothing reaches the platform here: deliveries are queued, scheduled, or wait for the owner's review.
 *
 * @returns the post's id.
 * @throws ApiError for anything that stands in the way.
 */
export async function createPost(
  dependencies: PostsDependencies,
  caller: Caller,
  request: PostRequest,
  recordCreation: RecordCreation,
): Promise<string> {
  const now = dependencies.now();
  requireConsent(caller, request, now);
  const publishAt = publishTime(request.publish_at, now);
  const resolved = await resolvePost(dependencies, caller, request);
  refuseIssues(
    resolved.targets.flatMap(({ check, target }, index) =>
      check.issues.map((issue) => placeIssue(issue, index, target)),
    ),
  );
  const postId = randomId("post");
  await dependencies.database.kysely.transaction().execute(async (transaction) => {
    await lockTargets(transaction, caller, resolved);
    await requirePostsLeft(transaction, caller, now);
    await insertPost(transaction, { postId, caller, request, resolved, publishAt, now });
    await auditPost(transaction, { postId, caller, request, now });
    for (const [position, target] of resolved.targets.entries()) {
      const status = firstStatus(request, target, publishAt);
      await insertDelivery(dependencies, transaction, {
        ...{ postId, caller, request, resolved, target, position, status, publishAt, now },
      });
    }
    await createReview(dependencies, transaction, { postId, tenantId: caller.tenantId, now });
    await dependencies.holdMedia(transaction, request.media);
    await recordCreation(transaction, postId);
  });
  markPoint("post.stored");
  return postId;
}

/**
 * Makes simultaneous posts to one account, or by one limited key, wait for each other: only then does
 * counting what was posted before mean anything. Always in the same order, so that none waits in a circle.
 */
async function lockTargets(
  transaction: DatabaseTransaction,
  caller: Caller,
  resolved: ResolvedPost,
): Promise<void> {
  if (caller.limits.postsPerDay !== null) {
    await transaction
      .selectFrom("api_keys")
      .select("id")
      .where("id", "=", caller.keyId)
      .forUpdate()
      .execute();
  }
  await transaction
    .selectFrom("connections")
    .select("id")
    .where("id", "in", [...new Set(resolved.targets.map(({ connection }) => connection.id))])
    .orderBy("id")
    .forUpdate()
    .execute();
}

/** Publishing waits for the owner, unless the caller has asked the owner itself; drafts are finished by the owner anyway. */
function firstStatus(
  request: PostRequest,
  { target }: ResolvedTarget,
  publishAt: Date | null,
): DeliveryStatus {
  if (request.review === "owner" && target.mode === "publish") return "awaiting_review";
  return publishAt === null ? "queued" : "scheduled";
}

type Insertion = {
  readonly postId: string;
  readonly caller: Caller;
  readonly request: PostRequest;
  readonly resolved: ResolvedPost;
  readonly publishAt: Date | null;
  readonly now: Date;
};

async function insertPost(transaction: DatabaseTransaction, insertion: Insertion): Promise<void> {
  const { postId, caller, request, publishAt, now } = insertion;
  const consent = request.consent ?? null;
  await transaction
    .insertInto("posts")
    .values({
      id: postId,
      tenant_id: caller.tenantId,
      api_key_id: caller.keyId,
      reference: request.reference ?? null,
      media_ids: JSON.stringify(request.media),
      review: request.review,
      consent:
        consent === null
          ? null
          : JSON.stringify({
              collected_at: consent.collected_at,
              evidence: consent.evidence ?? null,
            }),
      publish_at: publishAt,
      created_at: now,
    })
    .execute();
}

async function insertDelivery(
  { jobs }: PostsDependencies,
  transaction: DatabaseTransaction,
  insertion: Insertion & {
    readonly target: ResolvedTarget;
    readonly position: number;
    readonly status: DeliveryStatus;
  },
): Promise<void> {
  const { postId, caller, request, resolved, target, position, status, publishAt, now } = insertion;
  const { connection, title, text, check } = target;
  const media = resolved.media.map(({ facts }) => facts);
  const digest = contentDigest({ media, title, text });
  if (!request.allow_duplicate) {
    const path = `/targets/${position}`;
    const { tenantId } = caller;
    const at = { tenantId, connectionId: connection.id, contentDigest: digest, path };
    await refuseDuplicate(transaction, at, now);
  }
  const id = randomId("dlv");
  const dueAt = status === "awaiting_review" ? null : (publishAt ?? now);
  await transaction
    .insertInto("deliveries")
    .values({
      id,
      post_id: postId,
      tenant_id: caller.tenantId,
      position,
      connection_id: connection.id,
      owner_user: connection.user,
      platform: connection.platform,
      mode: target.target.mode,
      title,
      text,
      options: JSON.stringify(check.draft?.options ?? {}),
      status,
      warnings: JSON.stringify(
        check.issues.map(({ path, code, message }) => ({ path, code, message })),
      ),
      bytes_total: media.reduce((total, { sizeBytes }) => total + sizeBytes, 0),
      content_digest: digest,
      due_at: dueAt,
      created_at: now,
      updated_at: now,
    })
    .execute();
  const made = { id, post_id: postId, tenant_id: caller.tenantId, connection_id: connection.id };
  const by = { actor: actorOf(caller), at: now };
  await recordFirstStatus(transaction, { ...made, status, status_detail: null }, by);
  if (dueAt !== null) await jobs.enqueue(transaction, "advance-delivery", { id }, dueAt);
}
