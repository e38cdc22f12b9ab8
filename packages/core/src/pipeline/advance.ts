import type { DeliveryResult } from "./delivery-result";
import type { DeliveryState } from "./delivery-state";

/** What one move of the machine led to: a state to go on from, or the end of this run. */
export type Advance =
  | { readonly kind: "go-on"; readonly state: DeliveryState }
  | { readonly kind: "end"; readonly result: DeliveryResult };

/** Goes on from `state`. */
export function goOn(state: DeliveryState): Advance {
  return { kind: "go-on", state };
}

/** Ends the run. */
export function end(result: DeliveryResult): Advance {
  return { kind: "end", result };
}
