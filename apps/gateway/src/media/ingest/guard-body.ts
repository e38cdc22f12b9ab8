import { ApiError } from "../../http/api-error";
import type { BodyPace } from "./body-pace";
import type { Every } from "./every";

/** What a body is guarded with. */
export type BodyGuard = {
  readonly pace: BodyPace;
  readonly every: Every;
  /** Ends the body with the signal's reason. */
  readonly signal: AbortSignal;
};

const CHECK_EVERY_MS = 1_000;

/**
 * Passes a body on, and ends it with an error when it is too slow or no longer wanted, even while
 * nothing arrives. The source is then left as it is: its owner may still want to answer over it.
 *
 * @throws ApiError `request_timeout`, or the reason of the signal.
 */
export async function* guardBody(
  source: AsyncIterable<Uint8Array>,
  { pace, every, signal }: BodyGuard,
): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  // Not a race against one long-lived promise: that would remember every chunk of a long body.
  let stop: ((reason: unknown) => void) | null = null;
  let isWaiting = false;
  const abort = () => stop?.(signal.reason);
  signal.addEventListener("abort", abort);
  const stopChecking = every(CHECK_EVERY_MS, () => {
    const complaint = isWaiting ? pace.complaint() : null;
    if (complaint !== null) stop?.(tooSlow(complaint));
  });
  try {
    for (;;) {
      signal.throwIfAborted();
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        stop = reject;
        isWaiting = true;
        iterator.next().then(resolve, reject);
      });
      isWaiting = false;
      if (next.done === true) return;
      pace.received(next.value.byteLength);
      pace.suspend();
      yield next.value;
      pace.resume();
    }
  } finally {
    signal.removeEventListener("abort", abort);
    stopChecking();
    // A source that is still asked for its next bytes would only give way when they come.
    if (!isWaiting) await iterator.return?.();
  }
}

function tooSlow(complaint: string): ApiError {
  return new ApiError("request_timeout", {
    detail: `${complaint} Send it again over a faster connection, or in pieces through an upload link (POST /v1/media/uploads).`,
  });
}
