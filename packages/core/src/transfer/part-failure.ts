import type { TransferVerdict } from "../connector";
import { isUploadPostError, PlatformUnavailableError } from "../errors";
import type { TransferEnd } from "./transfer-end";
import type { TransferProgress } from "./transfer-progress";

/** Turns what a part threw into an end of the transfer; an abort and a lost lease go on as they are. */
export function failure(
  error: unknown,
  at: {
    readonly progress: TransferProgress;
    readonly armed: boolean;
    readonly signal: AbortSignal;
  },
): TransferEnd {
  at.signal.throwIfAborted();
  if (!isUploadPostError(error)) throw error;
  return { kind: "failed", error, progress: at.progress, armed: at.armed };
}

/** The error of an answer that proves neither acceptance nor refusal. */
export function unclear(
  verdict: Extract<TransferVerdict, { kind: "unclear" | "out-of-step" }>,
): PlatformUnavailableError {
  return new PlatformUnavailableError({
    effect: "possible",
    retryAfterMs: verdict.kind === "unclear" ? verdict.retryAfterMs : null,
    message:
      verdict.kind === "unclear"
        ? "The platform answered a part of the media with a fault of its own. The part is sent again."
        : "The platform and this service disagree on how much arrived. It is asked again before going on.",
  });
}
