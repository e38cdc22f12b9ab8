import { gatewayActor } from "../audit/actor";
import { changeDelivery } from "./change-delivery";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

/** Nothing can be asked or sent without the account; what is open stays open for a person to settle. */
export async function connectionGone(
  { database, now }: Pick<EngineDependencies, "database" | "now">,
  delivery: DeliveryRow,
): Promise<void> {
  const open = delivery.commit_state !== "none";
  await database.kysely.transaction().execute((transaction) =>
    changeDelivery(
      transaction,
      delivery,
      {
        status: open ? "unconfirmed" : "canceled",
        status_detail: "connection_disconnected",
        due_at: null,
        lease_until: null,
        resumes_at: null,
        claims: 0,
      },
      { actor: gatewayActor, at: now() },
    ),
  );
}
