import type { AccountIdentity, Connector, Credential } from "@upload-post/core/connector";
import { activateConnection } from "./activate-connection";
import { allowedReturnUrls } from "./allowed-return-urls";
import { type AuthorizationFailure, describeFailure } from "./authorization-failure";
import { callPlatform } from "./call-platform";
import type { Connection } from "./connection";
import { type ConnectionDependencies, findConnector } from "./connection-dependencies";
import { findConnection } from "./find-connections";
import type { FlowRow } from "./find-link";
import { decodeFlowSecrets } from "./flow-secrets";
import { recordFailure } from "./record-failure";
import { matchReturnUrl } from "./return-url";
import { redirectUriOf } from "./start-authorization";
import { type FlowClaim, takeFlow } from "./take-flow";
import { withdrawStrayGrant } from "./withdraw-stray-grant";

/** How a consent ended, for the owner. */
export type AuthorizationEnd = {
  readonly kind: "ended";
  /** As it is afterwards. */
  readonly connection: Connection;
  /** Who was connected; `null` when nobody was. */
  readonly account: AccountIdentity | null;
  /** Why nobody was connected; `null` when it worked. */
  readonly failure: AuthorizationFailure | null;
  /** Where to send the owner; `null`: to a page of ours. */
  readonly returnUrl: string | null;
};

/** What a callback led to. */
export type AuthorizationCompletion =
  | AuthorizationEnd
  | { readonly kind: "invalid" }
  | { readonly kind: "other-browser" };

const otherBrowser: AuthorizationFailure = {
  code: "browser_mismatch",
  message:
    "The consent came back in another browser than the one the link was opened in. The owner finishes there, or opens a new link.",
};

/**
 * Finishes a consent with what the platform's callback brought: exchanges the code at once, asks whose
 * account it is, and makes the connection active. Whatever fails ends in a named error of the
 * connection; nothing that worked before is touched.
 */
export async function completeAuthorization(
  dependencies: ConnectionDependencies,
  callback: FlowClaim & { readonly parameters: Readonly<Record<string, string>> },
): Promise<AuthorizationCompletion> {
  const connector = findConnector(dependencies, callback.platform);
  if (connector === null) return { kind: "invalid" };
  const taken = await takeFlow(dependencies, callback);
  if (taken.kind === "invalid") return taken;
  const { flow } = taken;
  if (taken.kind === "other-browser") {
    await recordFailure(dependencies, flow, otherBrowser, { isFinal: false });
    return { kind: "other-browser" };
  }
  let account: AccountIdentity | null = null;
  let failure: AuthorizationFailure | null = null;
  try {
    const credential = await exchange(dependencies, connector, flow, callback.parameters);
    const identity = await callPlatform(connector, (signal) =>
      connector.authorization.identify({ credential, signal }),
    );
    // Two consents for one connection may come back at the same time, of two accounts even; and a
    // refresh of the former grant may be under way.
    const key = { tenantId: flow.tenant_id, connectionId: flow.connection_id };
    const { signal } = new AbortController();
    failure = await dependencies.credentials.access.exclusively(key, signal, () =>
      connect(dependencies, connector, flow, { credential, identity }),
    );
    account = failure === null ? identity : null;
  } catch (error) {
    failure = describeFailure(dependencies, error, flow);
  }
  if (failure !== null) await recordFailure(dependencies, flow, failure, { isFinal: true });
  return await endOf(dependencies, flow, { account, failure });
}

async function exchange(
  dependencies: ConnectionDependencies,
  connector: Connector,
  flow: FlowRow,
  parameters: Readonly<Record<string, string>>,
): Promise<Credential> {
  const place = { kind: "flow", tenantId: flow.tenant_id, id: flow.id } as const;
  const sealed = flow.sealed_secrets ?? "";
  const kept = decodeFlowSecrets(dependencies.credentials.sealedValues.open(place, sealed));
  return await callPlatform(connector, (signal) =>
    connector.authorization.complete({
      parameters,
      redirectUri: redirectUriOf(dependencies, connector.id),
      requestedScopes: flow.scopes,
      secrets: kept.secrets,
      registration: kept.registration,
      signal,
    }),
  );
}

/** Takes the new grant into use, unless it is of another account than the connection's. */
async function connect(
  dependencies: ConnectionDependencies,
  connector: Connector,
  flow: FlowRow,
  grant: { readonly credential: Credential; readonly identity: AccountIdentity },
): Promise<AuthorizationFailure | null> {
  const before = await findConnection(dependencies, flow.tenant_id, flow.connection_id);
  const known = before?.account ?? null;
  if (known !== null && known.id !== grant.identity.stableId) {
    await withdrawStrayGrant(dependencies, connector, grant);
    return {
      code: "account_mismatch",
      message: `The owner consented with another ${connector.displayName} account than the connected one. Nothing was changed: sign in there with the right account and open a new link, or make a new connection for the other account.`,
    };
  }
  const isActive = await activateConnection(dependencies, flow, grant);
  if (isActive) return null;
  return {
    code: "connection_disconnected",
    message: "The connection was ended while its owner consented. Nothing was connected.",
  };
}

async function endOf(
  dependencies: ConnectionDependencies,
  flow: FlowRow,
  end: Pick<AuthorizationEnd, "account" | "failure">,
): Promise<AuthorizationCompletion> {
  const connection = await findConnection(dependencies, flow.tenant_id, flow.connection_id);
  if (connection === null) return { kind: "invalid" };
  const allowed =
    flow.return_url === null ? [] : await allowedReturnUrls(dependencies, flow.tenant_id);
  const returnUrl = flow.return_url === null ? null : matchReturnUrl(flow.return_url, allowed);
  return { kind: "ended", connection, ...end, returnUrl };
}
