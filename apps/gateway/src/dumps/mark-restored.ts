import { sql } from "kysely";
import { DEFAULT_TENANT_ID } from "../access/default-tenant";
import { gatewayActor } from "../audit/actor";
import { recordAudit } from "../audit/record-audit";
import type { DatabaseTransaction, GatewayDatabase } from "../database/gateway-database";
import { EVERY_TENANT } from "../pauses/pause";
import { holdRestoredDeliveries } from "./hold-restored-deliveries";

/** More events than a gateway records between two backups. */
const NUMBERS_SKIPPED = 1_000_000;

/** What was done so that nothing is published twice. */
export type RestoredMark = {
  /** Deliveries that are now `unconfirmed`. */
  readonly held: number;
  /** Failed deliveries that may not be retried before a person has settled them. */
  readonly failed: number;
};

/**
 * Makes a database that is older than what has happened safe to serve, in one transaction: nothing that
 * it believes to be open goes on, nothing new reaches a platform until the operator resumes, and the
 * numbers of events are not given a second time.
 */
export async function markRestored(
  { kysely }: GatewayDatabase,
  now: () => Date,
): Promise<RestoredMark> {
  const at = now();
  return await kysely.transaction().execute(async (transaction) => {
    const mark = await holdRestoredDeliveries(transaction, at);
    await transaction
      .insertInto("pauses")
      .values({
        ...{ reach: EVERY_TENANT, scope: "all", target: "" },
        paused_by: "restore",
        created_at: at,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await skipNumbers(transaction);
    await recordAudit(transaction, {
      tenantId: DEFAULT_TENANT_ID,
      actor: { ...gatewayActor, id: "restore" },
      action: "gateway.restored",
      object: { kind: "gateway", id: "all" },
      detail: { ...mark },
      at,
    });
    return mark;
  });
}

/** Readers remember the number of the last event they saw, and webhooks are recognised by theirs. */
async function skipNumbers(transaction: DatabaseTransaction): Promise<void> {
  await sql`
    select setval(format('%I.%I', schemaname, sequencename)::regclass,
                  coalesce(last_value, 0) + ${NUMBERS_SKIPPED}::bigint)
    from pg_sequences where schemaname = 'public' and data_type = 'bigint'::regtype
  `.execute(transaction);
}
