import { StorageUnavailableError } from "@upload-post/core";
import type { AccountIdentity, Credential } from "@upload-post/core/connector";
import { ownerActor } from "../audit/actor";
import { toConnection } from "./connection";
import type { ConnectionDependencies } from "./connection-dependencies";
import type { FlowRow } from "./find-link";
import { oweRevocation } from "./owe-revocation";
import { recordTransition } from "./record-transition";

const MAX_WRITES = 3;

/**
 * Stores a new grant and makes its connection active. The credential is durable first: an active
 * connection without one cannot be. To be called under the connection's lease.
 *
 * @returns whether it is active; `false` when it was disconnected meanwhile, and the new grant is then
 * withdrawn at the platform.
 */
export async function activateConnection(
  dependencies: ConnectionDependencies,
  flow: FlowRow,
  grant: { readonly credential: Credential; readonly identity: AccountIdentity },
): Promise<boolean> {
  const { database, connectionHooks, now } = dependencies;
  const { credential, identity } = grant;
  await storeCredential(dependencies, flow, credential);
  const at = now();
  return await database.kysely.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable("connections")
      .set({
        status: "active",
        account_id: identity.stableId,
        account_display_name: identity.displayName,
        account_username: identity.username,
        account_avatar_url: identity.avatarUrl,
        granted_scopes: JSON.stringify(credential.grantedScopes),
        reauthorize_before: credential.refresh.deadline,
        connected_at: at,
        pending_until: null,
        last_error: null,
        lost_generation: null,
        warned_at: null,
      })
      .where("id", "=", flow.connection_id)
      .where("status", "!=", "disconnected")
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) {
      const connection = toConnection(row, at);
      const actor = ownerActor(connection.user);
      await recordTransition(transaction, connection, { type: "connection.active", actor, at });
      await connectionHooks.onActivated(transaction, connection);
      return true;
    }
    await oweRevocation(dependencies, transaction, {
      tenantId: flow.tenant_id,
      connectionId: flow.connection_id,
      firstAttemptAt: at,
    });
    return false;
  });
}

/** Under the lease nobody else writes; only a removal may come in between. */
async function storeCredential(
  { credentials }: ConnectionDependencies,
  flow: FlowRow,
  credential: Credential,
): Promise<void> {
  const key = { tenantId: flow.tenant_id, connectionId: flow.connection_id };
  for (let write = 0; write < MAX_WRITES; write += 1) {
    const expectedGeneration = await credentials.generationOf(key);
    const result = await credentials.store.write(key, credential, { expectedGeneration });
    if (result.kind === "stored") return;
  }
  throw new StorageUnavailableError({
    message: `The new credential of connection "${flow.connection_id}" was overtaken ${MAX_WRITES} times. Ask the owner to open a new link.`,
  });
}
