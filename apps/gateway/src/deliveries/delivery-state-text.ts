import type { CommitState, DeliveryState } from "@upload-post/core";
import { z } from "zod";
import type { DeliveryRow } from "./delivery-row";
import type { DeliveryStateSealer } from "./engine-dependencies";

// Named by core's type: a state that is added there and not here does not compile.
const commitStates: Readonly<Record<CommitState, CommitState>> = {
  none: "none",
  unsettled: "unsettled",
  armed: "armed",
  confirmed: "confirmed",
};

/** Enough to tell our own state from anything else; what is inside belongs to the pipeline. */
const stateSchema = z.looseObject({
  version: z.literal(1),
  connectorId: z.string(),
  attempt: z.number().int().positive(),
  position: z.looseObject({ kind: z.enum(["step", "transfer"]) }),
  commit: z.enum(commitStates),
});

/** Opens what the pipeline remembered; `null` for a delivery that has not begun. */
export function openState(
  sealer: DeliveryStateSealer,
  delivery: Pick<DeliveryRow, "id" | "tenant_id" | "state">,
): DeliveryState | null {
  if (delivery.state === null) return null;
  const at = { tenantId: delivery.tenant_id, deliveryId: delivery.id };
  const parsed: unknown = JSON.parse(sealer.open(at, delivery.state));
  stateSchema.parse(parsed);
  // Authenticated by the seal: nobody but the pipeline can have written it.
  return parsed as DeliveryState;
}

/** Seals the pipeline's state for its delivery. */
export function sealState(
  sealer: DeliveryStateSealer,
  delivery: Pick<DeliveryRow, "id" | "tenant_id">,
  state: DeliveryState,
): string {
  return sealer.seal(
    { tenantId: delivery.tenant_id, deliveryId: delivery.id },
    JSON.stringify(state),
  );
}
