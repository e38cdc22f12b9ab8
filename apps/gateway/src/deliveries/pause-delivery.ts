import { gatewayActor } from "../audit/actor";
import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { isPaused, keepPaused, type Pausable } from "../pauses/is-paused";
import { changeDelivery } from "./change-delivery";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

/** Somebody holds the delivery up; nothing of it may reach the platform now. */
export class DeliveryPausedError extends Error {
  constructor(deliveryId: string) {
    super(`The delivery ${deliveryId} is paused; it waits until it is resumed.`);
    this.name = "DeliveryPausedError";
  }
}

/**
 * Stops a worker before it brings something new to the platform.
 *
 * @throws DeliveryPausedError
 */
export async function requireUnpaused(
  executor: GatewayDatabase["kysely"] | DatabaseTransaction,
  delivery: DeliveryRow,
): Promise<void> {
  if (await isPaused(executor, pausable(delivery))) throw new DeliveryPausedError(delivery.id);
}

/**
 * Puts a delivery aside until somebody resumes it; where it stands is stored already. One that was
 * resumed in this very moment goes on at once.
 */
export async function parkDelivery(
  { database, jobs, now }: Pick<EngineDependencies, "database" | "jobs" | "now">,
  delivery: DeliveryRow,
): Promise<void> {
  const at = now();
  await database.kysely.transaction().execute(async (transaction) => {
    const latest = await transaction
      .selectFrom("deliveries")
      .selectAll()
      .where("id", "=", delivery.id)
      .where("fence", "=", delivery.fence)
      .executeTakeFirst();
    if (latest === undefined) return;
    const by = { actor: gatewayActor, at };
    if (await keepPaused(transaction, pausable(delivery))) {
      const waiting = { status: "waiting", status_detail: "paused", resumes_at: null } as const;
      // Nothing waits for ever: at its deadline it ends, paused or not.
      const change = { ...waiting, due_at: latest.deadline_at, lease_until: null, claims: 0 };
      return changeDelivery(transaction, latest, change, by);
    }
    const change = { status: latest.status, due_at: at, lease_until: null, claims: 0 };
    await changeDelivery(transaction, latest, change, by);
    await jobs.enqueue(transaction, "advance-delivery", { id: delivery.id }, at);
  });
}

function pausable(delivery: DeliveryRow): Pausable {
  return {
    tenantId: delivery.tenant_id,
    platform: delivery.platform,
    connectionId: delivery.connection_id,
    postId: delivery.post_id,
  };
}
