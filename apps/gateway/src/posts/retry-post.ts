import type { Caller } from "../access/caller";
import { actorOf } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import { changeDelivery } from "../deliveries/change-delivery";
import { ApiError, notFound } from "../http/api-error";
import type { PostsDependencies } from "./posts-dependencies";

/**
 * Begins the failed deliveries of a post anew, at the time they were meant for if that is still to come;
 * nothing else is touched. A failed delivery is proven not to be out, so a second attempt cannot make a
 * second post; one that failed before an older database was put back is not, until a person settles it.
 *
 * @returns the ids that were begun anew.
 * @throws ApiError `not_found`; `invalid_state` when nothing failed.
 */
export async function retryPost(
  dependencies: PostsDependencies,
  caller: Caller,
  postId: string,
): Promise<readonly string[]> {
  const { database, jobs, now } = dependencies;
  const at = now();
  return database.kysely.transaction().execute(async (transaction) => {
    const post = await transaction
      .selectFrom("posts")
      .select(["id", "media_ids", "publish_at"])
      .where("id", "=", postId)
      .where("tenant_id", "=", caller.tenantId)
      .forUpdate()
      .executeTakeFirst();
    if (post === undefined) throw notFound("post");
    const allFailed = await transaction
      .selectFrom("deliveries")
      .selectAll()
      .where("post_id", "=", postId)
      .where("status", "=", "failed")
      .orderBy("position")
      .forUpdate()
      .execute();
    const failed = allFailed.filter(({ held_from }) => held_from === null);
    if (allFailed.length > 0 && failed.length === 0) {
      throw new ApiError("invalid_state", {
        detail:
          "The gateway's database was restored from a backup since this failed, so it may have been tried again and be out. A person must look at the account and settle it first (POST /v1/deliveries/{id}/resolve).",
      });
    }
    if (failed.length === 0) {
      throw new ApiError("invalid_state", {
        detail: "No delivery of this post has failed, so there is nothing to try again.",
      });
    }
    await dependencies.holdMedia(transaction, post.media_ids);
    const by = { actor: actorOf(caller), at };
    const dueAt = post.publish_at !== null && post.publish_at > at ? post.publish_at : at;
    for (const delivery of failed) {
      await changeDelivery(
        transaction,
        delivery,
        {
          status: dueAt > at ? "scheduled" : "queued",
          status_detail: "retried_by_caller",
          fence: delivery.fence + 1,
          state: null,
          commit_state: "none",
          error: null,
          bytes_sent: 0,
          due_at: dueAt,
          lease_until: null,
          resumes_at: null,
          deadline_at: null,
          cancel_requested_at: null,
          claims: 0,
        },
        by,
      );
      await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
    }
    const retried = failed.map(({ id }) => id);
    await recordAudit(transaction, {
      ...by,
      tenantId: caller.tenantId,
      action: "post.retried",
      object: { kind: "post", id: postId },
      detail: { deliveries: retried },
    });
    return retried;
  });
}
