import { checkPost } from "@upload-post/core";
import type { JsonObject, PostDraft } from "@upload-post/core/connector";
import type { DatabaseTransaction } from "../database/gateway-database";
import { changeDelivery, DeliveryLostError } from "../deliveries/change-delivery";
import type { PostsDependencies } from "../posts/posts-dependencies";
import type { OpenReview, ReviewedDelivery } from "./open-review";
import { optionFields, readOptions } from "./option-field";
import { reviewDigest } from "./review-digest";

/** What came of the owner's click. */
export type ReviewDecision =
  | { readonly kind: "approved" | "rejected" | "changed" | "already-decided" }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

type CheckedDelivery = { readonly reviewed: ReviewedDelivery; readonly draft: PostDraft };

/**
 * Carries out the owner's decision, once. Approving checks what was entered against the account as it
 * is now; whatever is wrong is said and nothing changes.
 */
export async function decideReview(
  dependencies: PostsDependencies,
  open: OpenReview,
  form: ReadonlyMap<string, string>,
): Promise<ReviewDecision> {
  if (form.get("decision") === "reject") {
    const rejected = await decide(
      dependencies,
      open,
      { decision: "rejected", receipt: null },
      reject,
    );
    return { kind: rejected === "done" ? "rejected" : rejected };
  }
  if (form.get("decision") !== "approve") {
    return {
      kind: "problems",
      problems: ["Say whether you approve or reject, with a button below."],
    };
  }
  if (form.get("digest") !== open.review.content_digest) return { kind: "changed" };
  const checked = await checkDeliveries(open, form);
  if (checked.problems.length > 0) return { kind: "problems", problems: checked.problems };
  const receipt = receiptOf(dependencies, open, checked.deliveries);
  const approved = await decide(
    dependencies,
    open,
    { decision: "approved", receipt },
    (transaction) => approve(dependencies, transaction, open, checked.deliveries),
  );
  return { kind: approved === "done" ? "approved" : approved };
}

async function checkDeliveries(
  open: OpenReview,
  form: ReadonlyMap<string, string>,
): Promise<{ problems: readonly string[]; deliveries: readonly CheckedDelivery[] }> {
  const problems: string[] = [];
  const deliveries: CheckedDelivery[] = [];
  for (const reviewed of open.deliveries) {
    const { delivery, connection, account, unavailable, options } = reviewed;
    if (account === null) {
      if (unavailable !== null) problems.push(unavailable);
      continue;
    }
    if (account.blockedBy !== null) {
      problems.push(account.blockedBy.message);
      continue;
    }
    const written = (field: "title" | "text") =>
      form.get(`${delivery.id}.${field}`)?.replaceAll("\r\n", "\n") ?? delivery[field] ?? "";
    const check = await checkPost({
      connector: connection.connector,
      mode: delivery.mode,
      media: open.media.map(({ facts }) => facts),
      title: written("title") || null,
      text: written("text") || null,
      options: readOptions(optionFields(options), (name) => form.get(`${delivery.id}.${name}`)),
      account,
      undecided: [],
    });
    if (check.draft !== null) deliveries.push({ reviewed, draft: check.draft });
    problems.push(
      ...check.issues.filter(({ severity }) => severity === "error").map(({ message }) => message),
    );
  }
  return { problems, deliveries };
}

/** What the owner agreed to, for whoever asks later. */
function receiptOf(
  { now }: PostsDependencies,
  open: OpenReview,
  deliveries: readonly CheckedDelivery[],
): JsonObject {
  return {
    consented_at: now().toISOString(),
    content_digest: open.review.content_digest,
    media: open.media.map(({ id, facts }) => ({ id, sha256: facts.sha256 })),
    deliveries: deliveries.map(({ reviewed, draft }) => ({
      id: reviewed.delivery.id,
      account: reviewed.account?.account.displayName ?? null,
      title: draft.title,
      text: draft.text,
      options: draft.options,
      declarations: reviewed.options.declarations(draft.options).map(({ text }) => text),
    })),
  };
}

/**
 * Takes the one decision there is, and carries it out in the same transaction. A delivery that was
 * canceled or expired meanwhile makes it another post than the one decided about: nothing happens.
 */
async function decide(
  { database, now }: PostsDependencies,
  { review, post }: OpenReview,
  taken: { readonly decision: "approved" | "rejected"; readonly receipt: JsonObject | null },
  carryOut: (
    transaction: DatabaseTransaction,
    open: { readonly postId: string; readonly at: Date },
  ) => Promise<void>,
): Promise<"done" | "already-decided" | "changed"> {
  const at = now();
  const run = database.kysely.transaction().execute(async (transaction) => {
    const updated = await transaction
      .updateTable("reviews")
      .set({
        decision: taken.decision,
        decided_at: at,
        receipt: taken.receipt === null ? null : JSON.stringify(taken.receipt),
      })
      .where("post_id", "=", review.post_id)
      .where("decision", "is", null)
      .where("expires_at", ">", at)
      .where("content_digest", "=", await reviewDigest(transaction, post.id))
      .executeTakeFirst();
    if (updated.numUpdatedRows !== 1n) return "already-decided";
    await carryOut(transaction, { postId: post.id, at });
    return "done";
  });
  return run.catch((error: unknown) => {
    if (error instanceof DeliveryLostError) return "changed";
    throw error;
  });
}

async function reject(
  transaction: DatabaseTransaction,
  { postId, at }: { readonly postId: string; readonly at: Date },
): Promise<void> {
  const waiting = await transaction
    .selectFrom("deliveries")
    .selectAll()
    .where("post_id", "=", postId)
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
    await changeDelivery(transaction, delivery, change, at);
  }
}

async function approve(
  { jobs, now }: PostsDependencies,
  transaction: DatabaseTransaction,
  { post }: OpenReview,
  deliveries: readonly CheckedDelivery[],
): Promise<void> {
  const at = now();
  const scheduled = post.publish_at !== null && post.publish_at > at;
  const dueAt = scheduled && post.publish_at !== null ? post.publish_at : at;
  for (const { reviewed, draft } of deliveries) {
    const { delivery } = reviewed;
    await changeDelivery(
      transaction,
      delivery,
      {
        status: scheduled ? "scheduled" : "queued",
        status_detail: null,
        title: draft.title,
        text: draft.text,
        options: JSON.stringify(draft.options),
        due_at: dueAt,
      },
      at,
    );
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
  }
}
