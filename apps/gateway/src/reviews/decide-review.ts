import { checkPost } from "@upload-post/core";
import type { JsonObject } from "@upload-post/core/connector";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { type CheckedDelivery, carryOutApproval, carryOutRejection } from "./carry-out-decision";
import type { OpenReview } from "./open-review";
import { optionFields, readOptions } from "./option-field";

/** What came of the owner's click. */
export type ReviewDecision =
  | { readonly kind: "approved" | "rejected" | "changed" | "already-decided" }
  | { readonly kind: "problems"; readonly problems: readonly string[] };

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
    const rejected = await carryOutRejection(dependencies, open);
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
  const approved = await carryOutApproval(dependencies, open, {
    receipt,
    deliveries: checked.deliveries,
  });
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
