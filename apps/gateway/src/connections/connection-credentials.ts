import type { CredentialKey, DeliveryCredentials } from "@upload-post/core";
import type { Credential } from "@upload-post/core/connector";
import { AuthorizationRequiredError } from "@upload-post/core/errors";
import type { Connection } from "./connection";
import type { ConnectionDependencies } from "./connection-dependencies";
import { markAuthorizationLost } from "./mark-authorization-lost";

/** Whose credential is wanted. */
export type ConnectionKey = Pick<Connection, "id" | "tenantId">;

/**
 * The credential of a connection for the pipeline: fresh enough to use, refreshed once over all
 * replicas. A refresh that proves the grant to be gone marks the connection.
 */
export function credentialsFor(
  dependencies: ConnectionDependencies,
  { id, tenantId }: ConnectionKey,
): DeliveryCredentials {
  const key = { tenantId, connectionId: id };
  const held = dependencies.credentials.access.forConnection(key);
  return {
    current: (signal) => noticeLoss(dependencies, key, () => held.current(signal)),
    refresh: (generation, signal) =>
      noticeLoss(dependencies, key, () => held.refresh(generation, signal)),
  };
}

/**
 * Refreshes the credential of a connection before anybody needs it, if `generation` is still current.
 *
 * @returns whether there is a newer one now; a failure that may pass changes nothing.
 */
export async function refreshAhead(
  dependencies: ConnectionDependencies,
  { id, tenantId }: ConnectionKey,
  generation: number,
  signal: AbortSignal,
): Promise<boolean> {
  const key = { tenantId, connectionId: id };
  const { access } = dependencies.credentials;
  const current = await noticeLoss(dependencies, key, () =>
    access.refreshAhead(key, generation, signal),
  );
  return current.generation !== generation;
}

/** Runs `run`, and marks the connection when that proves its grant to be gone. */
async function noticeLoss<Result>(
  dependencies: ConnectionDependencies,
  key: CredentialKey,
  run: () => Promise<Result>,
): Promise<Result> {
  // Before: the owner may consent again between the refusal and our hearing of it.
  const generation = await dependencies.credentials.generationOf(key);
  try {
    return await run();
  } catch (error) {
    if (error instanceof AuthorizationRequiredError && error.reason !== "scope_missing") {
      await markAuthorizationLost(dependencies, { ...key, generation, message: error.message });
    }
    throw error;
  }
}

/**
 * Makes one call for a connection: with a fresh credential, once more after a refresh when the platform
 * does not take it. A grant that is proven gone marks the connection.
 *
 * @throws AuthorizationRequiredError when only the owner can help, and whatever `call` throws.
 */
export async function withCredential<Result>(
  dependencies: ConnectionDependencies,
  connection: ConnectionKey,
  call: (credential: Credential) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const credentials = credentialsFor(dependencies, connection);
  const held = await credentials.current(signal);
  try {
    return await call(held.credential);
  } catch (error) {
    if (!(error instanceof AuthorizationRequiredError)) throw error;
    if (error.reason !== "expired") throw await proven(error, held.generation);
  }
  const fresh = await credentials.refresh(held.generation, signal);
  try {
    return await call(fresh.credential);
  } catch (error) {
    if (!(error instanceof AuthorizationRequiredError)) throw error;
    throw await proven(error, fresh.generation);
  }

  async function proven(error: AuthorizationRequiredError, generation: number) {
    if (error.reason === "revoked") {
      await markAuthorizationLost(dependencies, {
        tenantId: connection.tenantId,
        connectionId: connection.id,
        generation,
        message: error.message,
      });
    }
    return error;
  }
}
