import { type DeliveryEvent, type DeliveryState, mayBeOut } from "@upload-post/core";
import { gatewayActor } from "../audit/actor";
import type { CrashPoint } from "../operations/crash-points";
import { markPoint } from "../operations/mark-point";
import { type ChangedDelivery, changeDelivery, type DeliveryChange } from "./change-delivery";
import { type AttemptState, recordAttempt } from "./delivery-attempts";
import type { DeliveryRow } from "./delivery-row";
import { sealState } from "./delivery-state-text";
import type { DeliveryStatus } from "./delivery-status";
import type { EngineDependencies } from "./engine-dependencies";
import { requireUnpaused } from "./pause-delivery";

/** Writes down what the pipeline does, while it does it. */
export type DeliveryRecorder = {
  /** Makes the pipeline's state durable, under the fence. */
  readonly persist: (state: DeliveryState) => Promise<void>;
  readonly onEvent: (event: DeliveryEvent) => void;
  /** The delivery as it was recorded last. */
  readonly latest: () => ChangedDelivery;
};

type Shown = Pick<ChangedDelivery, "status" | "status_detail" | "resumes_at">;

/** What a delivery shows while the pipeline stands at `state`. */
function shownAt(state: DeliveryState, before: Shown): Shown {
  // The run is about to end in a wait, and its result says which: until then nothing new is known.
  if (state.waits.open !== null) {
    const { status, status_detail, resumes_at } = before;
    return { status, status_detail, resumes_at };
  }
  return { status: runningStatus(state, before.status), status_detail: null, resumes_at: null };
}

function runningStatus(state: DeliveryState, before: DeliveryStatus): DeliveryStatus {
  if (mayBeOut(state.commit)) return "processing";
  if (state.position.kind === "transfer") return "uploading";
  return before === "waiting" ? "queued" : before;
}

/** Where the process is when it has `state` in its hands, and `stored` of it is in the database. */
function pointBefore({ commit }: DeliveryState, stored: AttemptState | null): CrashPoint {
  if (commit === "armed") return "delivery.arming";
  return commit === "confirmed" && stored?.commit === "armed"
    ? "delivery.committed"
    : "delivery.persisting";
}

/** How many bytes of all media the platform holds, as far as the state tells. */
function acknowledgedBytes(state: DeliveryState): number {
  if (state.position.kind === "transfer") return state.position.progress.acknowledgedBytes;
  return state.transferred?.acknowledgedBytes ?? 0;
}

/** Whether a run has come further than the claim it began with: then it did not only crash. */
function getsOn(claimed: DeliveryRow, state: DeliveryState): boolean {
  return (
    state.commit !== claimed.commit_state ||
    state.attempt !== claimed.attempts ||
    acknowledgedBytes(state) > Number(claimed.bytes_sent) ||
    (state.position.kind === "transfer" && claimed.status === "queued")
  );
}

/**
 * Binds a recorder to one claimed delivery.
 *
 * `persist` throws DeliveryPausedError while a pause holds the delivery up: before it is armed, or after
 * what was done until then is stored.
 */
export function createDeliveryRecorder(
  dependencies: Pick<EngineDependencies, "database" | "now" | "stateSealer" | "logger">,
  delivery: DeliveryRow,
): DeliveryRecorder {
  const { database, now, stateSealer, logger } = dependencies;
  let current: ChangedDelivery = delivery;
  let stored: AttemptState | null =
    delivery.state === null ? null : { attempt: delivery.attempts, commit: delivery.commit_state };
  return {
    async persist(state) {
      markPoint(pointBefore(state, stored));
      const shown = shownAt(state, current);
      const change: DeliveryChange = {
        ...shown,
        state: sealState(stateSealer, delivery, state),
        commit_state: state.commit,
        attempts: state.attempt,
        bytes_sent: acknowledgedBytes(state),
        ...(getsOn(delivery, state) ? { claims: 1 } : {}),
      };
      const by = { actor: gatewayActor, at: now() };
      await database.kysely.transaction().execute(async (transaction) => {
        if (state.commit === "armed" && stored?.commit !== "armed") {
          await requireUnpaused(transaction, delivery);
        }
        await changeDelivery(transaction, current, change, by);
        await recordAttempt(transaction, delivery, stored, { state, at: by.at });
      });
      current = { ...current, ...shown, commit_state: state.commit };
      stored = state;
      markPoint(state.commit === "armed" ? "delivery.armed" : "delivery.persisted");
      // A run that is about to wait ends by itself, with a wait that is to be kept.
      if (mayBeOut(state.commit) || state.waits.open !== null) return;
      await requireUnpaused(database.kysely, delivery);
    },
    onEvent(event) {
      if (event.kind === "bytes-sent") return markPoint("delivery.bytes_sent");
      if (event.kind === "reconciling") markPoint("delivery.reconciling");
      if (event.kind === "step-started") {
        const isCommit = stored?.commit === "armed";
        markPoint(isCommit ? "delivery.commit_started" : "delivery.step_started");
      }
      const step = event.kind === "step-started" ? { step: event.step } : {};
      logger.debug({ deliveryId: delivery.id, ...step }, `delivery: ${event.kind}`);
    },
    latest: () => current,
  };
}
