import { toApiError, toProblem } from "../http/error-response";
import type { Problem } from "../http/problem";

/** A delivery's error as it is kept and shown: a problem document without the request it belongs to. */
export type StoredProblem = Omit<Problem, "request_id">;

/** Any error in the form that is kept beside a delivery. Holds no stack and no cause. */
export function toStoredProblem(error: unknown): StoredProblem {
  return toProblem(toApiError(error));
}
