import { MediaRejectedError, type UploadPostError } from "../errors";
import { type TransferEnd, type TransferProgress, transferMedia } from "../transfer";
import { type Advance, goOn } from "./advance";
import { afterFailure, asUploadPostError } from "./after-failure";
import { type DeliveryPosition, type DeliveryState, startAttempt } from "./delivery-state";
import { grantLeases } from "./grant-leases";
import { type RunContext, stepContext } from "./run-context";

/** How many upload targets may die under one delivery before it fails. */
const maxAttempts = 5;

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
  const at = (progress: TransferProgress): DeliveryState => ({
    ...state,
    position: { ...position, progress },
    // Bytes that arrived are progress: failures before them no longer count.
    retry: progress.acknowledgedBytes > position.progress.acknowledgedBytes ? null : state.retry,
  });
  let ended: TransferEnd;
  let saving: unknown = null;
  const guarded = async (next: DeliveryState) => {
    try {
      await work.persist(next);
    } catch (error) {
      saving = error;
      throw error;
    }
  };
  try {
    ended = await transferMedia({
      plan,
      progress: position.progress,
      media: work.media,
      publishing: work.connector.publishing,
      sender: run.sender,
      credential: () => run.credentials.current(),
      refresh: () => run.credentials.refresh(),
      locate: async () =>
        work.connector.publishing.locate({ ...(await stepContext(run, state)), plan }),
      save: (progress) => guarded(at(progress)),
      arm: async (progress) => {
        await guarded({ ...at(progress), commit: "armed" });
        work.onEvent({ kind: "commit-armed" });
      },
      signal: work.signal,
      onProgress: (bytesSent) => work.onEvent({ kind: "bytes-sent", bytesSent, bytesTotal }),
    });
  } catch (thrown) {
    work.signal.throwIfAborted();
    // A worker that lost its delivery must stop, not retry.
    if (saving !== null) throw saving;
    return afterFailure(run, state, asUploadPostError(thrown, work.connector.id));
  }
  return afterTransfer(run, { state, position, at }, ended);
}

async function afterTransfer(
  run: RunContext,
  from: {
    readonly state: DeliveryState;
    readonly position: TransferPosition;
    readonly at: (progress: TransferProgress) => DeliveryState;
  },
  ended: TransferEnd,
): Promise<Advance> {
  const { state, position, at } = from;
  if (ended.kind === "finished") {
    const { plan } = position.progress;
    const commits = plan.kind !== "pull" && plan.commit === "on-last-byte";
    const next: DeliveryState = {
      ...state,
      position: { kind: "step", step: position.nextStep },
      commit: commits ? "confirmed" : state.commit,
      transferred: ended.result,
      interrupted: null,
      retry: null,
    };
    await run.work.persist(next);
    return goOn(next);
  }
  const stopped = at(ended.progress);
  if (ended.kind === "failed" && (!ended.armed || ended.error.effect === "none")) {
    return afterFailure(run, stopped, ended.error);
  }
  if (ended.armed) {
    // The part that completes the media was on its way: only asking can tell what became of it.
    if (ended.kind === "failed") {
      const { code, message } = ended.error;
      run.work.onEvent({ kind: "step-failed", code, message });
    }
    return goOn({ ...stopped, commit: "armed" });
  }
  return newTarget(run, stopped);
}

/** The upload target died and nothing was committed: the attempt begins anew, a few times. */
async function newTarget(run: RunContext, state: DeliveryState): Promise<Advance> {
  const { work } = run;
  if (state.attempt >= maxAttempts) return afterFailure(run, state, targetsGone(state.attempt));
  const next = startAttempt(work.connector, { ...work, attempt: state.attempt + 1 });
  await work.persist(next);
  work.onEvent({ kind: "attempt-started", attempt: next.attempt });
  return goOn(next);
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
