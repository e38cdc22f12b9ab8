import type { DeliveryWork } from "@upload-post/core";
import type { DeliveryRecorder } from "./delivery-recorder";
import type { DeliveryRow } from "./delivery-row";
import { openState } from "./delivery-state-text";
import type { DeliverableAccount, EngineDependencies } from "./engine-dependencies";

/** A claimed delivery as the pipeline gets it. */
export function deliveryWork(
  {
    stateSealer,
    leases,
    platformLimits,
  }: Pick<EngineDependencies, "stateSealer" | "leases" | "platformLimits">,
  delivery: DeliveryRow,
  run: Pick<DeliveryWork, "draft" | "media" | "signal"> & {
    readonly account: DeliverableAccount;
    readonly recorder: DeliveryRecorder;
  },
): DeliveryWork {
  const { account, recorder, draft, media, signal } = run;
  return {
    deliveryId: delivery.id,
    accountId: account.accountId,
    connector: account.connector,
    draft,
    media,
    state: openState(stateSealer, delivery),
    credentials: account.credentials,
    leases,
    limits: platformLimits,
    persist: recorder.persist,
    signal,
    onEvent: recorder.onEvent,
  };
}
