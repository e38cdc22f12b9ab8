import { ApiError } from "../../http/api-error";
import type { BodyPace } from "./body-pace";
import type { Every } from "./every";
import type { IncomingBody } from "./incoming-body";

/** What a body is guarded with. */
export type BodyGuard = {
  readonly pace: BodyPace;
  readonly every: Every;
  /** Ends the body with the signal's reason. */
  readonly signal: AbortSignal;
};

const CHECK_EVERY_MS = 1_000;

/**
 * Passes a body on, and ends it with an error when it is too slow (ApiError `request_timeout`) or no
 * longer wanted (the reason of the signal), even while nothing arrives. The source is then left as it
 * is: its owner may still want to answer over it.
 */
export function guardBody(body: IncomingBody, guard: BodyGuard): IncomingBody {
  return {
    release: body.release,
    chunks: {
      [Symbol.asyncIterator]: () => guardChunks(body.chunks[Symbol.asyncIterator](), guard),
    },
  };
}

function guardChunks(
  chunks: AsyncIterator<Uint8Array>,
  { pace, every, signal }: BodyGuard,
): AsyncIterator<Uint8Array> {
  // Not a race against one long-lived promise: that would remember every chunk of a long body.
  let stop: ((reason: unknown) => void) | null = null;
  const abort = () => stop?.(signal.reason);
  const stopChecking = every(CHECK_EVERY_MS, () => {
    const complaint = stop === null ? null : pace.complaint();
    if (complaint !== null) stop?.(tooSlow(complaint));
  });
  signal.addEventListener("abort", abort);
  const end = () => {
    signal.removeEventListener("abort", abort);
    stopChecking();
  };
  let isWaiting = false;

  async function next(): Promise<IteratorResult<Uint8Array>> {
    pace.resume();
    try {
      signal.throwIfAborted();
      const result = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        stop = reject;
        isWaiting = true;
        chunks.next().then(resolve, reject);
      });
      isWaiting = false;
      if (result.done === true) end();
      else pace.received(result.value.byteLength);
      return result;
    } catch (error) {
      end();
      // A source that is still asked for its next bytes would only give way when they come.
      if (!isWaiting) await chunks.return?.();
      throw error;
    } finally {
      stop = null;
      pace.suspend();
    }
  }

  return {
    next,
    return: async () => {
      end();
      await chunks.return?.();
      return { done: true, value: undefined };
    },
  };
}

function tooSlow(complaint: string): ApiError {
  return new ApiError("request_timeout", {
    detail: `${complaint} Send it again over a faster connection, or in pieces through an upload link (POST /v1/media/uploads).`,
  });
}
