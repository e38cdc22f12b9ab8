import { createHash } from "node:crypto";
import type { JsonObject, PostDraft } from "@upload-post/core/connector";
import { ownerActor } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import { type ChangedBy, changeDelivery, DeliveryLostError } from "../deliveries/change-delivery";
import { canonicalJson } from "../idempotency/canonical-json";
import type { PostsDependencies } from "../posts/posts-dependencies";
import type { OpenReview, ReviewedDelivery } from "./open-review";
import { reviewDigest } from "./review-digest";

/** A delivery as its owner approves it. */
export type CheckedDelivery = { readonly reviewed: ReviewedDelivery; readonly draft: PostDraft };

/** Whether it was done, or somebody was faster, or it is another post by now. */
type CarriedOut = "done" | "already-decided" | "changed";

type Decision = {
  readonly decision: "approved" | "rejected";
  /** What the owner agreed to. */
  readonly receipt: JsonObject | null;
};

/** The owner does not want it: everything that waited for the decision is canceled. */
export function carryOutRejection(
  dependencies: PostsDependencies,
  open: OpenReview,
): Promise<CarriedOut> {
  const taken: Decision = { decision: "rejected", receipt: null };
  return decide(dependencies, open, taken, (transaction, by) => reject(transaction, open, by));
}

/** The owner wants it as it is in `deliveries`: they begin, now or at their time. */
export function carryOutApproval(
  dependencies: PostsDependencies,
  open: OpenReview,
  approved: {
    readonly receipt: JsonObject;
    readonly deliveries: readonly CheckedDelivery[];
  },
): Promise<CarriedOut> {
  const { receipt, deliveries } = approved;
  return decide(dependencies, open, { decision: "approved", receipt }, (transaction, by) =>
    approve(dependencies, transaction, { open, deliveries, by }),
  );
}

/**
 * Takes the one decision there is, and carries it out in the same transaction. A delivery that was
 * canceled or expired meanwhile makes it another post than the one decided about: nothing happens.
 */
async function decide(
  { database, now }: PostsDependencies,
  open: OpenReview,
  taken: Decision,
  carryOut: (transaction: DatabaseTransaction, by: ChangedBy) => Promise<void>,
): Promise<CarriedOut> {
  const { post, review } = open;
  const by = { actor: ownerActor(ownerOf(open)), at: now() };
  const run = database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .selectFrom("posts")
      .select("id")
      .where("id", "=", post.id)
      .forUpdate()
      .execute();
    const updated = await transaction
      .updateTable("reviews")
      .set({
        decision: taken.decision,
        decided_at: by.at,
        receipt: taken.receipt === null ? null : JSON.stringify(taken.receipt),
      })
      .where("post_id", "=", review.post_id)
      .where("decision", "is", null)
      .where("expires_at", ">", by.at)
      .where("content_digest", "=", await reviewDigest(transaction, post.id))
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return "already-decided";
    await recordAudit(transaction, {
      ...by,
      tenantId: post.tenant_id,
      action: `review.${taken.decision}`,
      object: { kind: "post", id: post.id },
      detail: {
        content_digest: review.content_digest,
        receipt_sha256: taken.receipt === null ? null : digestOf(taken.receipt),
      },
    });
    await carryOut(transaction, by);
    return "done";
  });
  return run.catch((error: unknown) => {
    if (error instanceof DeliveryLostError) return "changed";
    throw error;
  });
}

/** Whose page it was, if the deliveries belong to one person. */
function ownerOf({ deliveries }: OpenReview): string | null {
  const owners = new Set(deliveries.map(({ delivery }) => delivery.owner_user));
  const [owner] = owners;
  return owners.size === 1 && owner !== undefined ? owner : null;
}

/** Whatever order the database gives the receipt's members. */
function digestOf(receipt: JsonObject): string {
  return createHash("sha256").update(canonicalJson(receipt)).digest("hex");
}

async function reject(
  transaction: DatabaseTransaction,
  { post }: OpenReview,
  by: ChangedBy,
): Promise<void> {
  const waiting = await transaction
    .selectFrom("deliveries")
    .selectAll()
    .where("post_id", "=", post.id)
    .where("status", "=", "awaiting_review")
    .orderBy("position")
    .forUpdate()
    .execute();
  for (const delivery of waiting) {
    const change = {
      status: "canceled",
      status_detail: "rejected_by_owner",
      due_at: null,
    } as const;
    await changeDelivery(transaction, delivery, change, by);
  }
}

async function approve(
  { jobs }: PostsDependencies,
  transaction: DatabaseTransaction,
  approved: {
    readonly open: OpenReview;
    readonly deliveries: readonly CheckedDelivery[];
    readonly by: ChangedBy;
  },
): Promise<void> {
  const { open, deliveries, by } = approved;
  const { publish_at: publishAt } = open.post;
  const dueAt = publishAt !== null && publishAt > by.at ? publishAt : by.at;
  for (const { reviewed, draft } of deliveries) {
    const { delivery } = reviewed;
    await changeDelivery(
      transaction,
      delivery,
      {
        status: dueAt > by.at ? "scheduled" : "queued",
        status_detail: null,
        title: draft.title,
        text: draft.text,
        options: JSON.stringify(draft.options),
        due_at: dueAt,
      },
      by,
    );
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
  }
}
