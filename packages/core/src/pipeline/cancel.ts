import type { Reconciliation, StepContext } from "../connector";
import { asUploadPostError } from "./after-failure";
import type { DeliveryState } from "./delivery-state";
import { type RunContext, stepContext } from "./run-context";

/**
 * What canceling came to.
 *
 * - `canceled`: nothing of the delivery is or will be visible.
 * - `too-late`: something is out or may be; the delivery goes on as it was.
 */
export type CancelResult = { readonly kind: "canceled" | "too-late" };

const canceled: CancelResult = { kind: "canceled" };
const tooLate: CancelResult = { kind: "too-late" };

/** Withdraws what a delivery left at the platform, and says whether nothing can appear any more. */
export async function cancel(run: RunContext, state: DeliveryState | null): Promise<CancelResult> {
  if (state === null) return canceled;
  const { publishing } = run.work.connector;
  // Staged state is invisible and expires by itself: taking it away is good manners, not the proof.
  const harmless = state.commit === "none";
  const withdrawn = await tryAsking(run, state, (context) => publishing.abandon(context));
  if (withdrawn === "withdrawn") return canceled;
  if (withdrawn === "too-late") return tooLate;
  if (harmless) return canceled;
  if (state.commit === "confirmed") return tooLate;
  const found = await tryAsking<Reconciliation>(run, state, (context) =>
    publishing.reconcile(context),
  );
  return found?.kind === "not-published" ? canceled : tooLate;
}

/** A call that may fail without harm: `null` then, and an event that tells of it. */
async function tryAsking<T>(
  run: RunContext,
  state: DeliveryState,
  call: (context: StepContext) => Promise<T>,
): Promise<T | null> {
  const { work } = run;
  try {
    return await call(await stepContext(run, state));
  } catch (thrown) {
    work.signal.throwIfAborted();
    const { code, message } = asUploadPostError(thrown, work.connector.id);
    work.onEvent({ kind: "step-failed", code, message });
    return null;
  }
}
