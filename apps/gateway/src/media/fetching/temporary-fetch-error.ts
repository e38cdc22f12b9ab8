import type { ApiError } from "../../http/api-error";

/** A fetch that may succeed later; `error` is what is told when it never does. */
export class TemporaryFetchError extends Error {
  readonly error: ApiError;

  constructor(error: ApiError) {
    super(error.message, { cause: error });
    this.name = "TemporaryFetchError";
    this.error = error;
  }
}
