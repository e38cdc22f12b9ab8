import type { Caller } from "../../access/caller";
import { actorOf } from "../../audit/actor";
import { recordAudit } from "../../audit/record-audit";
import type { WebhookDependencies } from "../webhook-dependencies";
import { type Endpoint, toEndpoint } from "./endpoint";
import { lockEndpoint } from "./find-endpoints";

/**
 * Lets a disabled endpoint be told about events again, from now on. What it missed can be replayed.
 *
 * @throws ApiError `not_found`, also for another tenant's.
 */
export async function enableEndpoint(
  { database, now, sealedValues }: Pick<WebhookDependencies, "database" | "now" | "sealedValues">,
  caller: Caller,
  id: string,
): Promise<Endpoint> {
  const row = await database.kysely.transaction().execute(async (transaction) => {
    const found = await lockEndpoint(transaction, caller, id);
    if (found.disabled_at === null) return found;
    await recordAudit(transaction, {
      ...{ tenantId: caller.tenantId, actor: actorOf(caller), at: now() },
      action: "webhook_endpoint.enabled",
      object: { kind: "webhook_endpoint", id },
    });
    return await transaction
      .updateTable("webhook_endpoints")
      .set({ disabled_at: null, disabled_reason: null, failing_since: null })
      .where("id", "=", id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
  return toEndpoint(sealedValues, row);
}
