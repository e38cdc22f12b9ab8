import type { TransferLocation, TransferPlan } from "../connector";
import { MediaRejectedError, type UploadPostError } from "../errors";
import { type TransferEnd, type TransferProgress, transferMedia } from "../transfer";
import { type Advance, ask, goOn } from "./advance";
import { afterFailure, asUploadPostError } from "./after-failure";
import type { DeliveryPosition, DeliveryState } from "./delivery-state";
import { grantLeases } from "./grant-leases";
import { newTarget } from "./new-attempt";
import { limitReachedError } from "./platform-limits";
import { type RunContext, stepContext } from "./run-context";
import { learnLimit, takeTurn } from "./take-turn";

type TransferPosition = Extract<DeliveryPosition, { kind: "transfer" }>;

/** Moves the bytes a delivery stands before, or grants addresses to fetch them from. */
export async function runTransfer(
  run: RunContext,
  state: DeliveryState,
  position: TransferPosition,
): Promise<Advance> {
  const { work } = run;
  const changed = changedMedia(run, state);
  if (changed !== null) return afterFailure(run, state, changed);
  const { plan } = position.progress;
  if (plan.kind === "pull") return grantLeases(run, state, { plan, nextStep: position.nextStep });

  const bytesTotal = work.media[plan.mediaIndex]?.facts.sizeBytes ?? 0;
  work.onEvent({ kind: "transfer-started", bytesTotal });
  const durable = keepDurable(run, { state, position });
  let ended: TransferEnd;
  try {
    ended = await transferMedia({
      plan,
      progress: position.progress,
      media: work.media,
      publishing: work.connector.publishing,
      sender: run.sender,
      credential: () => run.credentials.current(),
      refresh: () => run.credentials.refresh(),
      locate: () => locate(run, state, plan),
      save: durable.save,
      arm: durable.arm,
      now: run.now,
      signal: work.signal,
      onProgress: (bytesSent) => work.onEvent({ kind: "bytes-sent", bytesSent, bytesTotal }),
    });
  } catch (thrown) {
    work.signal.throwIfAborted();
    durable.throwIfLost();
    const error = asUploadPostError(thrown, work.connector.id);
    // Whatever was armed in this transfer stays so: what threw proves nothing about the platform.
    return durable.armed()
      ? ask(durable.latest(), { kind: "commit-failed", error })
      : afterFailure(run, durable.latest(), error);
  }
  durable.throwIfLost();
  return afterTransfer(run, { state: durable.latest(), before: state, position }, ended);
}

/** Asks how far a transfer came, when it is this delivery's turn to ask. */
async function locate(
  run: RunContext,
  state: DeliveryState,
  plan: TransferPlan,
): Promise<TransferLocation> {
  const { connector } = run.work;
  const turn = await takeTurn(run, state, "locate");
  if (turn.kind === "wait") throw limitReachedError(connector.displayName, turn.reached);
  try {
    return await connector.publishing.locate({ ...(await stepContext(run, state)), plan });
  } catch (thrown) {
    run.work.signal.throwIfAborted();
    const failure = asUploadPostError(thrown, connector.id);
    throw await learnLimit(run, state, "locate", failure);
  }
}

/** Makes a transfer's progress durable and remembers what is. */
function keepDurable(
  run: RunContext,
  from: { readonly state: DeliveryState; readonly position: TransferPosition },
) {
  const { work } = run;
  let latest = from.state;
  let lost: { readonly reason: unknown } | null = null;
  const persist = async (next: DeliveryState) => {
    try {
      await work.persist(next);
      latest = next;
    } catch (reason) {
      lost = { reason };
      throw reason;
    }
  };
  const at = (progress: TransferProgress): DeliveryState => ({
    ...latest,
    position: { ...from.position, progress },
    commit: from.state.commit,
    repeatable: from.state.repeatable,
    retry: retryAt(from, progress),
  });
  return {
    latest: () => latest,
    armed: () => latest !== from.state && latest.commit === "armed",
    /** A worker that lost its delivery must stop, not retry. */
    throwIfLost() {
      if (lost !== null) throw lost.reason;
    },
    save: (progress: TransferProgress) => persist(at(progress)),
    async arm(progress: TransferProgress) {
      const commits = latest.commits + 1;
      await persist({ ...at(progress), commit: "armed", repeatable: false, commits });
      work.onEvent({ kind: "commit-armed" });
    },
  };
}

/** Bytes that arrived are progress: failures before them no longer count. */
function retryAt(
  { state, position }: { readonly state: DeliveryState; readonly position: TransferPosition },
  progress: TransferProgress,
): DeliveryState["retry"] {
  return progress.acknowledgedBytes > position.progress.acknowledgedBytes ? null : state.retry;
}

async function afterTransfer(
  run: RunContext,
  from: {
    /** As it is durable now. */
    readonly state: DeliveryState;
    /** As the transfer found it. */
    readonly before: DeliveryState;
    readonly position: TransferPosition;
  },
  ended: TransferEnd,
): Promise<Advance> {
  const { state, before, position } = from;
  if (ended.kind === "finished") {
    const { plan } = position.progress;
    const commits = plan.kind !== "pull" && plan.commit === "on-last-byte";
    const next: DeliveryState = {
      ...state,
      position: { kind: "step", step: position.nextStep },
      commit: commits ? "confirmed" : before.commit,
      repeatable: false,
      transferred: ended.result,
      interrupted: null,
      retry: null,
    };
    await run.work.persist(next);
    return goOn(next);
  }
  const { progress } = ended;
  const stopped: DeliveryState = {
    ...state,
    position: { ...position, progress },
    commit: before.commit,
    repeatable: before.repeatable,
    retry: retryAt({ state: before, position }, progress),
  };
  const error = ended.kind === "failed" ? ended.error : targetsGone(state.attempt);
  if (ended.armed && (ended.kind === "gone" || error.effect !== "none")) {
    // The part that completes the media was on its way: only asking can tell what became of it.
    run.work.onEvent({ kind: "step-failed", code: error.code, message: error.message });
    return ask(
      { ...stopped, commit: "armed", repeatable: false },
      { kind: "commit-failed", error },
    );
  }
  if (ended.kind === "failed") return afterFailure(run, stopped, error);
  // A new attempt must not begin while something of this one may be out.
  if (stopped.commit !== "none") return ask(stopped, { kind: "target-gone", error });
  return newTarget(run, stopped, error);
}

function targetsGone(attempts: number): UploadPostError {
  return new MediaRejectedError({
    rule: "upload_target_gone",
    message: `The platform's upload address died ${attempts} times before the media was complete. Check how fast this service can send, then post again.`,
  });
}

function changedMedia(run: RunContext, state: DeliveryState): UploadPostError | null {
  const same =
    state.media.length === run.work.media.length &&
    state.media.every(({ sha256, sizeBytes }, index) => {
      const facts = run.work.media[index]?.facts;
      return facts?.sha256 === sha256 && facts.sizeBytes === sizeBytes;
    });
  if (same) return null;
  return new MediaRejectedError({
    rule: "digest_changed",
    message:
      "The media is not the one this delivery began with: size or digest differ. Make a new post for it.",
  });
}
