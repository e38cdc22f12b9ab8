import type { UploadPostError } from "../errors";
import type { DeliveryResult } from "./delivery-result";
import type { DeliveryState } from "./delivery-state";

/**
 * Why the platform is asked what became of a post, and so what follows when it proves that nothing is out.
 *
 * - `interrupted`: a commit has no recorded answer; the delivery goes on where the platform says.
 * - `commit-failed`: a commit was answered in a way that proves nothing; it goes on after a pause.
 * - `gave-up`: nothing more can be done, but something may be out; the delivery has failed.
 * - `target-gone`: the upload address died; a new attempt begins.
 */
export type Question =
  | { readonly kind: "interrupted" }
  | {
      readonly kind: "commit-failed" | "gave-up" | "target-gone";
      readonly error: UploadPostError;
    };

/** What one move of the machine led to: a state to go on from, a question first, or the end of this run. */
export type Advance =
  | { readonly kind: "go-on"; readonly state: DeliveryState }
  | { readonly kind: "ask"; readonly state: DeliveryState; readonly question: Question }
  | { readonly kind: "end"; readonly result: DeliveryResult };

/** Goes on from `state`. */
export function goOn(state: DeliveryState): Advance {
  return { kind: "go-on", state };
}

/** Asks the platform what is out before anything else is done. */
export function ask(state: DeliveryState, question: Question): Advance {
  return { kind: "ask", state, question };
}

/** Ends the run. */
export function end(result: DeliveryResult): Advance {
  return { kind: "end", result };
}
