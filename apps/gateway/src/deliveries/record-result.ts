import type { DeliveryResult, WaitReason } from "@upload-post/core";
import type { RemotePost } from "@upload-post/core/connector";
import { isRateLimitError, type UploadPostError } from "@upload-post/core/errors";
import { gatewayActor } from "../audit/actor";
import type { DatabaseTransaction } from "../database/gateway-database";
import { markPoint } from "../operations/mark-point";
import { type ChangedDelivery, changeDelivery, type DeliveryChange } from "./change-delivery";
import type { DeliveryRow } from "./delivery-row";
import { sealState } from "./delivery-state-text";
import { activeStatuses } from "./delivery-status";
import type { EngineDependencies } from "./engine-dependencies";
import { storedProblemText, toStoredProblem } from "./stored-problem";

const DAY_MS = 24 * 60 * 60 * 1000;

/** How long a delivered post is asked about: late ids within a day or two, drafts for as long as owners take. */
const OBSERVE_MS = { published: 2 * DAY_MS, in_inbox: 14 * DAY_MS } as const;

/**
 * Writes down how a run of the pipeline ended, and wakes the delivery again when it has to go on.
 *
 * @param latest As it was recorded last: what listeners were told is compared with that.
 */
export async function recordResult(
  dependencies: Pick<EngineDependencies, "database" | "jobs" | "now" | "stateSealer">,
  delivery: DeliveryRow,
  latest: ChangedDelivery,
  result: DeliveryResult,
): Promise<void> {
  const { database, jobs, stateSealer } = dependencies;
  const now = dependencies.now();
  const change: DeliveryChange = {
    ...changeFor(delivery, result, now),
    state: sealState(stateSealer, delivery, result.state),
    commit_state: result.state.commit,
    attempts: result.state.attempt,
    lease_until: null,
    claims: 0,
  };
  markPoint("delivery.recording");
  await database.kysely.transaction().execute(async (transaction) => {
    await changeDelivery(transaction, latest, change, { actor: gatewayActor, at: now });
    if (!(change.due_at instanceof Date)) return;
    const dueAt = (await hastenCancel(transaction, delivery, now)) ? now : change.due_at;
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, dueAt);
  });
  markPoint("delivery.recorded");
}

/** A wish to cancel that came while the worker had the delivery is carried out next, and not when the wait is over. */
async function hastenCancel(
  transaction: DatabaseTransaction,
  { id }: DeliveryRow,
  now: Date,
): Promise<boolean> {
  const hastened = await transaction
    .updateTable("deliveries")
    .set({ due_at: now })
    .where("id", "=", id)
    .where("cancel_requested_at", "is not", null)
    .where("status", "in", [...activeStatuses])
    .executeTakeFirst();
  return hastened.numUpdatedRows > 0n;
}

function changeFor(delivery: DeliveryRow, result: DeliveryResult, now: Date): DeliveryChange {
  switch (result.kind) {
    case "waiting":
      return {
        ...waitingChange(result),
        due_at: result.until,
        error: storedProblemText(result.error),
      };
    case "delivered": {
      const { outcome } = result;
      return {
        status: outcome.state,
        status_detail: null,
        resumes_at: null,
        error: null,
        bytes_sent: Number(delivery.bytes_total),
        due_at: outcome.observeAt,
        observe_until: new Date(now.getTime() + OBSERVE_MS[outcome.state]),
        ...remoteChange(outcome.remote),
      };
    }
    case "failed": {
      const canceled = delivery.cancel_requested_at !== null;
      return {
        status: canceled ? "canceled" : "failed",
        status_detail: canceled ? "canceled_by_caller" : null,
        resumes_at: null,
        due_at: null,
        // The failed call may have done something; the delivery ends as failed only when it has not.
        error: canceled ? null : failure(result.error),
      };
    }
    case "unconfirmed":
      return {
        status: "unconfirmed",
        status_detail: result.evidence,
        resumes_at: null,
        due_at: null,
        error: storedProblemText(result.error),
      };
  }
}

function failure(error: UploadPostError): string {
  return JSON.stringify({ ...toStoredProblem(error), outcome: "not_published" });
}

/** Reasons that are the platform's normal work, as against those that hold a delivery up. */
const workingReasons: ReadonlySet<WaitReason> = new Set(["processing", "reconciling"]);

function waitingChange(
  result: Extract<DeliveryResult, { kind: "waiting" }>,
): Pick<DeliveryChange, "status" | "status_detail" | "resumes_at"> {
  const { reason, until, detail, error } = result;
  if (workingReasons.has(reason)) {
    return { status: "processing", status_detail: detail, resumes_at: null };
  }
  const name = reason === "authorization" ? "reauthorization_required" : reason;
  // Callers are told which limit it is, where it has a name.
  const limit = isRateLimitError(error) ? error.limit : null;
  const status_detail = limit === null ? name : `${name}:${limit}`;
  return { status: "waiting", status_detail, resumes_at: until };
}

/** What is known of the post at the platform, as columns. */
export function remoteChange(
  remote: RemotePost,
): Pick<
  DeliveryChange,
  "remote_handle" | "remote_post_ids" | "remote_url" | "visibility_requested" | "visibility_actual"
> {
  return {
    remote_handle: remote.handle,
    remote_post_ids: JSON.stringify(remote.postIds),
    remote_url: remote.url,
    visibility_requested: remote.visibility.requested,
    visibility_actual: remote.visibility.actual,
  };
}
