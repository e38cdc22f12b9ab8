import { type CredentialStore, StorageUnavailableError } from "@upload-post/core";
import type { GatewayDatabase } from "../database/gateway-database";
import { markPoint } from "../operations/mark-point";
import { plannedColumns } from "./refresh-plan";

/**
 * A credential store that also shows in the connection what a refresh has changed: how long the grant
 * lives, what it covers, and when to refresh it again. A crash between the two leaves the old figures
 * until the next background refresh looks at it.
 */
export function recordRefreshes(
  store: CredentialStore,
  { kysely }: GatewayDatabase,
  now: () => Date,
): CredentialStore {
  return {
    read: store.read,
    remove: store.remove,
    async write(key, credential, options) {
      const result = await store.write(key, credential, options);
      if (result.kind === "stored") {
        markPoint("refresh.committed");
        try {
          await kysely
            .updateTable("connections")
            .set({
              reauthorize_before: credential.refresh.deadline,
              granted_scopes: JSON.stringify(credential.grantedScopes),
              ...plannedColumns(key.connectionId, { credential, storedAt: now() }),
            })
            .where("tenant_id", "=", key.tenantId)
            .where("id", "=", key.connectionId)
            .where("status", "!=", "disconnected")
            .execute();
        } catch (cause) {
          throw new StorageUnavailableError({
            message: "The database did not answer after it had stored a credential.",
            cause,
          });
        }
      }
      return result;
    },
  };
}
