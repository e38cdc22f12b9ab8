import type { Caller } from "../access/caller";
import { DEFAULT_TENANT_ID } from "../access/default-tenant";
import { actorOf } from "../audit/actor";
import type { AuditAction } from "../audit/audit-action";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction } from "../database/gateway-database";
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
    for (const id of await wake(transaction, asked, at)) {
      await jobs.enqueue(transaction, "advance-delivery", { id }, at);
    }
    return asked;
  });
}

/** Makes everything due that waits for a pause within its reach. */
async function wake(
  transaction: DatabaseTransaction,
  { reach, scope, target }: Pause,
  at: Date,
): Promise<readonly string[]> {
  let query = transaction
    .updateTable("deliveries")
    .set({ due_at: at })
    .where("status", "=", "waiting")
    .where("status_detail", "=", "paused");
  if (reach !== EVERY_TENANT) query = query.where("tenant_id", "=", reach);
  if (scope === "platform") query = query.where("platform", "=", target);
  if (scope === "connection") query = query.where("connection_id", "=", target);
  if (scope === "key") {
    query = query.where("post_id", "in", (where) =>
      where.selectFrom("posts").select("posts.id").where("api_key_id", "=", target),
    );
  }
  return (await query.returning("id").execute()).map(({ id }) => id);
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
