import type { CancelResult } from "@upload-post/core";
import { gatewayActor } from "../audit/actor";
import { changeDelivery, type DeliveryChange } from "./change-delivery";
import { connectionGone } from "./connection-gone";
import { describeDraft } from "./delivery-draft";
import { createDeliveryRecorder } from "./delivery-recorder";
import type { DeliveryRow } from "./delivery-row";
import { sealState } from "./delivery-state-text";
import { deliveryWork } from "./delivery-work";
import type { DeliverableAccount, EngineDependencies } from "./engine-dependencies";
import { storedProblemText } from "./stored-problem";

/**
 * Carries out a wish to cancel a delivery that may be out: asks the platform to take it back. Only what
 * the platform proves not to appear is canceled. What is not out, but may still arrive, is left as it is
 * until that is certain, and the wish is kept. Everything else goes on as it was, with the wish forgotten,
 * so that what is published is told as published.
 */
export async function cancelDelivery(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const { database, jobs, now, stateSealer } = dependencies;
  const account = await dependencies.findAccount(delivery.tenant_id, delivery.connection_id);
  if (account === null) return connectionGone(dependencies, delivery);
  const result = await withdraw(dependencies, delivery, { account, signal });
  const at = now();
  const change = {
    ...afterWithdrawal(delivery, result, at),
    // What was asked in vain is remembered: the pauses grow, and a place in a queue is kept.
    ...(result.kind === "unsettled"
      ? { state: sealState(stateSealer, delivery, result.state) }
      : {}),
    ...{ lease_until: null, claims: 0 },
  };
  await database.kysely.transaction().execute(async (transaction) => {
    await changeDelivery(transaction, delivery, change, { actor: gatewayActor, at });
    if (change.due_at === null) return;
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, change.due_at);
  });
}

function afterWithdrawal(
  delivery: DeliveryRow,
  result: CancelResult,
  at: Date,
): DeliveryChange & { readonly due_at: Date | null } {
  switch (result.kind) {
    case "canceled":
      return { ...canceledByCaller, commit_state: "none", state: null, error: null, due_at: null };
    case "too-late": {
      const goesOn = { cancel_requested_at: null, due_at: at };
      if (delivery.status_detail !== canceling) return { status: delivery.status, ...goesOn };
      return {
        ...{ status: "processing", status_detail: null, resumes_at: null, error: null },
        ...goesOn,
      };
    }
    case "unsettled": {
      const { until, error } = result;
      return {
        ...{ status: "waiting", status_detail: canceling, resumes_at: until, due_at: until },
        error: storedProblemText(error),
      };
    }
  }
}

/** Waits for the moment from which on nothing can arrive any more. */
const canceling = "canceling";

const canceledByCaller = {
  status: "canceled",
  status_detail: "canceled_by_caller",
  resumes_at: null,
} as const;

/**
 * Takes away what a canceled delivery left at the platform: good manners, since it is invisible and
 * expires by itself. One attempt; afterwards nothing of it is remembered.
 */
export async function withdrawStaged(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  signal: AbortSignal,
): Promise<void> {
  const { database, logger, now } = dependencies;
  const account = await dependencies.findAccount(delivery.tenant_id, delivery.connection_id);
  if (account !== null && delivery.state !== null) {
    const { kind } = await withdraw(dependencies, delivery, { account, signal });
    const { id: deliveryId, platform } = delivery;
    if (kind === "too-late") {
      logger.warn({ deliveryId, platform }, "the platform keeps what a canceled delivery staged");
    }
  }
  const { status } = delivery;
  const done = { status, state: null, due_at: null, lease_until: null, claims: 0 };
  await database.kysely
    .transaction()
    .execute((transaction) =>
      changeDelivery(transaction, delivery, done, { actor: gatewayActor, at: now() }),
    );
}

async function withdraw(
  dependencies: EngineDependencies,
  delivery: DeliveryRow,
  run: { readonly account: DeliverableAccount; readonly signal: AbortSignal },
) {
  const recorder = createDeliveryRecorder(dependencies, delivery);
  const draft = await describeDraft(dependencies, delivery);
  const work = deliveryWork(dependencies, delivery, { ...run, draft, media: [], recorder });
  return dependencies.pipeline.cancel(work);
}
