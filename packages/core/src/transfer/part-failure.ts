import { isUploadPostError, PlatformUnavailableError } from "../errors";
import type { SettledVerdict } from "./send-part";
import type { TransferEnd } from "./transfer-end";
import type { TransferProgress } from "./transfer-progress";

/** Where a part stood when it ended the transfer. */
export type PartPosition = {
  readonly progress: TransferProgress;
  /** Whether this part commits and the intent to send it has been made durable. */
  readonly armed: boolean;
};

/** Turns what a part threw into an end of the transfer; an abort and a lost lease go on as they are. */
export function failure(
  error: unknown,
  at: PartPosition & { readonly signal: AbortSignal },
): TransferEnd {
  at.signal.throwIfAborted();
  if (!isUploadPostError(error)) throw error;
  return { kind: "failed", error, progress: at.progress, armed: at.armed };
}

/** The end of a transfer whose part was not accepted. */
export function refusal(
  verdict: Exclude<SettledVerdict, { kind: "accepted" }>,
  { progress, armed }: PartPosition,
): TransferEnd {
  if (verdict.kind === "gone") return { kind: "gone", progress, armed };
  if (verdict.kind === "rejected") {
    return { kind: "failed", error: verdict.error, progress, armed };
  }
  const retryAfterMs = verdict.kind === "unclear" ? verdict.retryAfterMs : null;
  return { kind: "failed", error: unclear(verdict.kind, retryAfterMs), progress, armed };
}

/** The error of an answer that proves neither acceptance nor refusal. */
function unclear(
  kind: "unclear" | "out-of-step",
  retryAfterMs: number | null,
): PlatformUnavailableError {
  return new PlatformUnavailableError({
    effect: "possible",
    retryAfterMs,
    message:
      kind === "unclear"
        ? "The platform answered a part of the media with a fault of its own. The part is sent again."
        : "The platform and this service disagree on how much arrived. It is asked again before going on.",
  });
}
