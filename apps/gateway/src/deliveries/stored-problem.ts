import type { UploadPostError } from "@upload-post/core/errors";
import { toApiError, toProblem } from "../http/error-response";
import type { Problem } from "../http/problem";

/** A delivery's error as it is kept and shown: a problem document without the request it belongs to. */
export type StoredProblem = Omit<Problem, "request_id">;

/** Any error in the form that is kept beside a delivery. Holds no stack and no cause. */
export function toStoredProblem(error: unknown): StoredProblem {
  return toProblem(toApiError(error));
}

/** The same as a column takes it; `null` where there is no error. */
export function storedProblemText(error: UploadPostError | null): string | null {
  return error === null ? null : JSON.stringify(toStoredProblem(error));
}
