import type { MediaLease, PullPlan } from "../connector";
import { mediaOf } from "../transfer";
import { type Advance, goOn } from "./advance";
import { afterFailure, asUploadPostError } from "./after-failure";
import type { DeliveryState } from "./delivery-state";
import { fromHost, type RunContext } from "./run-context";

/** Opens public addresses for the media of a `pull` plan and goes on to the step that names them. */
export async function grantLeases(
  run: RunContext,
  state: DeliveryState,
  pull: { readonly plan: PullPlan; readonly nextStep: string },
): Promise<Advance> {
  const { work } = run;
  let leases: readonly MediaLease[];
  try {
    const media = pull.plan.mediaIndexes.map((mediaIndex) => {
      const { facts } = mediaOf(work, mediaIndex);
      return { mediaIndex, facts };
    });
    leases = await fromHost("media addresses", work.signal, () =>
      work.leases.grant({ deliveryId: work.deliveryId, media }),
    );
  } catch (thrown) {
    work.signal.throwIfAborted();
    return afterFailure(run, state, asUploadPostError(thrown, work.connector.id));
  }
  const position: DeliveryState["position"] = { kind: "step", step: pull.nextStep };
  const next: DeliveryState = { ...state, position, leases, retry: null };
  await work.persist(next);
  return goOn(next);
}
