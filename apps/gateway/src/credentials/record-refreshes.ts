import type { CredentialStore } from "@upload-post/core";
import type { GatewayDatabase } from "../database/gateway-database";

/**
 * A credential store that also shows in the connection what a refresh has changed: how long the grant
 * lives, and what it covers. A crash between the two leaves the old figures until the next refresh.
 */
export function recordRefreshes(
  store: CredentialStore,
  { kysely }: GatewayDatabase,
): CredentialStore {
  return {
    read: store.read,
    remove: store.remove,
    async write(key, credential, options) {
      const result = await store.write(key, credential, options);
      if (result.kind === "stored") {
        await kysely
          .updateTable("connections")
          .set({
            reauthorize_before: credential.refresh.deadline,
            granted_scopes: JSON.stringify(credential.grantedScopes),
          })
          .where("tenant_id", "=", key.tenantId)
          .where("id", "=", key.connectionId)
          .where("status", "in", ["active", "reauthorization_required"])
          .execute();
      }
      return result;
    },
  };
}
