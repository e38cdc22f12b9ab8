import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Connector } from "../connector";
import type { CredentialStore } from "../credentials";
import { AuthorizationRequiredError, PlatformUnavailableError } from "../errors";
import type { ConnectedAccount, PendingAuthorization } from "./connected-account";

/** Begins consent: everything the callback will need. */
export async function beginAuthorization(
  connector: Connector,
  request: {
    readonly redirectUri: string;
    readonly scopes: readonly string[] | null;
    readonly inputs: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<PendingAuthorization> {
  const { redirectUri, inputs, signal } = request;
  const requestedScopes = request.scopes ?? connector.capabilities.scopes.map(({ scope }) => scope);
  const start = await connector.authorization.begin({
    redirectUri,
    scopes: requestedScopes,
    inputs,
    registration: null,
    signal,
  });
  return { ...start, platform: connector.id, redirectUri, requestedScopes };
}

/** Finishes consent: exchanges the code at once, stores the credential, and asks whose it is. */
export async function completeAuthorization(
  connector: Connector,
  store: CredentialStore,
  request: {
    readonly pending: PendingAuthorization;
    readonly callbackUrl: string;
    readonly tenantId: string;
    readonly signal: AbortSignal;
  },
): Promise<ConnectedAccount> {
  const { pending, tenantId, signal } = request;
  const parameters = Object.fromEntries(new URL(request.callbackUrl).searchParams);
  requireState(parameters.state ?? "", pending.state.reveal());
  const credential = await connector.authorization.complete({
    parameters,
    redirectUri: pending.redirectUri,
    requestedScopes: pending.requestedScopes,
    secrets: pending.secrets,
    registration: pending.registration,
    signal,
  });
  const key = { tenantId, connectionId: connectionIdFor(connector.id) };
  const written = await store.write(key, credential, { expectedGeneration: null });
  if (written.kind === "conflict") {
    throw new PlatformUnavailableError({
      message: `The credential store already holds a credential under the new id ${key.connectionId}. Connect the account again.`,
    });
  }
  const identity = await connector.authorization.identify({ credential, signal });
  const { grantedScopes } = credential;
  return { platform: connector.id, key, identity, grantedScopes };
}

/** A callback with another state was started by somebody else: its account must not be stored as this one. */
function requireState(received: string, expected: string): void {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  if (timingSafeEqual(digest(received), digest(expected))) return;
  throw new AuthorizationRequiredError({
    reason: "denied",
    message:
      "The callback does not belong to this consent: its state is another. Begin the connection again in one browser.",
  });
}

/** New ids begin with the platform, so that the connector of a stored credential can be told by its key. */
function connectionIdFor(platform: string): string {
  return `${platform}_${randomUUID()}`;
}

/** The platform of a key that {@link completeAuthorization} made. */
export function platformOf(connectionId: string): string {
  return connectionId.slice(0, connectionId.lastIndexOf("_"));
}
