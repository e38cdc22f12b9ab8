import type { Caller } from "../access/caller";
import { DEFAULT_TENANT_ID } from "../access/default-tenant";
import { actorOf } from "../audit/actor";
import type { AuditAction } from "../audit/audit-action";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
import { type WaitingDeliveries, wakeWaiting } from "../deliveries/wake-waiting";
import type { GatewayFoundation } from "../gateway-foundation";
import { namedPause } from "./named-pause";
import { EVERY_TENANT, type Pause, type PauseScope } from "./pause";

type Dependencies = Pick<GatewayFoundation, "database" | "connectors" | "jobs" | "now">;

/** What is to be held up, or to go on. */
export type NamedPause = { readonly scope: PauseScope; readonly id: string | null };

/**
 * Holds something up until it is resumed: nothing new of it reaches a platform. What may be out already
 * is still asked about, and finishes. Repeating it changes nothing.
 *
 * @throws ApiError as `namedPause` does.
 */
export async function pause(
  { database, connectors, now }: Dependencies,
  caller: Caller,
  named: NamedPause,
): Promise<Pause> {
  const at = now();
  return database.kysely.transaction().execute(async (transaction) => {
    const asked = await namedPause(transaction, connectors, caller, named);
    const made = await transaction
      .insertInto("pauses")
      .values({ ...asked, paused_by: caller.keyId, created_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (made.numInsertedOrUpdatedRows === 1n) {
      await audit(transaction, caller, { action: "gateway.paused", pause: asked, at });
    }
    return asked;
  });
}

/**
 * Takes back exactly the pause that is named, and wakes what waited: other pauses may still hold it up.
 * Repeating it changes nothing.
 *
 * @throws ApiError as `namedPause` does.
 */
export async function resume(
  { database, connectors, jobs, now }: Dependencies,
  caller: Caller,
  named: NamedPause,
): Promise<Pause> {
  const at = now();
  return database.kysely.transaction().execute(async (transaction) => {
    const asked = await namedPause(transaction, connectors, caller, named);
    const ended = await transaction
      .deleteFrom("pauses")
      .where("reach", "=", asked.reach)
      .where("scope", "=", asked.scope)
      .where("target", "=", asked.target)
      .executeTakeFirst();
    if (ended.numDeletedRows === 0n) return asked;
    await audit(transaction, caller, { action: "gateway.resumed", pause: asked, at });
    await wakeWaiting(transaction, jobs, heldUpBy(asked), at);
    return asked;
  });
}

/** What waits for a pause within its reach. */
function heldUpBy({ reach, scope, target }: Pause): WaitingDeliveries {
  return {
    reason: "paused",
    tenantId: reach === EVERY_TENANT ? null : reach,
    platform: scope === "platform" ? target : null,
    connectionId: scope === "connection" ? target : null,
    keyId: scope === "key" ? target : null,
  };
}

async function audit(
  transaction: DatabaseTransaction,
  caller: Caller,
  done: { readonly action: AuditAction; readonly pause: Pause; readonly at: Date },
): Promise<void> {
  const { action, pause: asked, at } = done;
  const isEverywhere = asked.reach === EVERY_TENANT;
  await recordAudit(transaction, {
    ...{ tenantId: isEverywhere ? DEFAULT_TENANT_ID : asked.reach, action, at },
    actor: actorOf(caller),
    object: { kind: "gateway", id: asked.target === "" ? asked.scope : asked.target },
    detail: { scope: asked.scope, reach: isEverywhere ? "installation" : "tenant" },
  });
}
