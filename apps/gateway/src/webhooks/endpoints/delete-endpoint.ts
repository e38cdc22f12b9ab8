import type { Caller } from "../../access/caller";
import { actorOf } from "../../audit/actor";
import { recordAudit } from "../../audit/record-audit";
import type { WebhookDependencies } from "../webhook-dependencies";
import { lockEndpoint } from "./find-endpoints";

/**
 * Removes an endpoint with everything that it was or was still to be told. An attempt under way may
 * arrive yet.
 *
 * @throws ApiError `not_found`, also for another tenant's.
 */
export async function deleteEndpoint(
  { database, now }: Pick<WebhookDependencies, "database" | "now">,
  caller: Caller,
  id: string,
): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    await lockEndpoint(transaction, caller, id);
    await transaction.deleteFrom("webhook_endpoints").where("id", "=", id).execute();
    await recordAudit(transaction, {
      ...{ tenantId: caller.tenantId, actor: actorOf(caller), at: now() },
      action: "webhook_endpoint.deleted",
      object: { kind: "webhook_endpoint", id },
    });
  });
}
