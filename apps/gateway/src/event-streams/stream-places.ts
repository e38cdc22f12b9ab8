import { ApiError } from "../http/api-error";

const PER_KEY = 20;
const AT_ONCE = 2_000;
const RETRY_SECONDS = 5;

/** How many streams may be open in this process. */
export type StreamPlaces = {
  /**
   * Takes a place; the answer gives it back, once.
   *
   * @throws ApiError `rate_limited` when the key has its share, `unavailable` when all places are taken.
   */
  take(key: string): () => void;
};

/** Makes the places of one process; `onChange` is told how many are taken. */
export function createStreamPlaces(onChange: (taken: number) => void): StreamPlaces {
  const open = new Map<string, number>();
  let total = 0;
  return {
    take(key) {
      const ofKey = open.get(key) ?? 0;
      if (ofKey >= PER_KEY) {
        throw new ApiError("rate_limited", {
          detail: `The API key has ${PER_KEY} event streams open here. Close one, or be told by webhooks.`,
          retryAfterSeconds: RETRY_SECONDS,
        });
      }
      if (total >= AT_ONCE) {
        throw new ApiError("unavailable", {
          detail: "No more event streams can be opened here for now. Poll the post, or come back.",
          retryAfterSeconds: RETRY_SECONDS,
        });
      }
      open.set(key, ofKey + 1);
      total += 1;
      onChange(total);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        total -= 1;
        onChange(total);
        const left = (open.get(key) ?? 1) - 1;
        if (left === 0) open.delete(key);
        else open.set(key, left);
      };
    },
  };
}
