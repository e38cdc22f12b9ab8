import type { AccountDescription, Connector, RevocationResult } from "../connector";
import { createCredentialAccess, createMemoryLocker, createSystemClock } from "../credentials";
import { ConfigurationError } from "../errors";
import {
  createPipeline,
  createRefusingMediaLeases,
  createUnlimitedPlatformLimits,
} from "../pipeline";
import { beginAuthorization, completeAuthorization, platformOf } from "./connect-account";
import type { ConnectedAccount, PendingAuthorization } from "./connected-account";
import { type PublishHost, publishPost } from "./publish-post";
import type { PublishRequest, PublishResult } from "./publish-request";
import type { PublisherOptions } from "./publisher-options";

/** Connect and publish from one process, without the gateway. */
export interface Publisher {
  /** Begins consent: send the owner's own browser to `url` and keep the rest until the callback. */
  beginConnection(request: {
    readonly platform: string;
    readonly redirectUri: string;
    /** All that the connector may ask for, by default. */
    readonly scopes?: readonly string[];
    readonly inputs?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  }): Promise<PendingAuthorization>;
  /**
   * Finishes consent. Check first that the callback came from the browser you sent.
   *
   * @throws AuthorizationRequiredError with reason `denied` when the owner refused.
   */
  completeConnection(request: {
    readonly pending: PendingAuthorization;
    readonly callbackUrl: string;
    /** Separates credentials of different customers; `default` when you have one. */
    readonly tenantId?: string;
    readonly signal?: AbortSignal;
  }): Promise<ConnectedAccount>;
  /** What the account may do right now; ask each time you show the owner a page. */
  describeAccount(account: ConnectedAccount, signal?: AbortSignal): Promise<AccountDescription>;
  /** Posts, and answers when the delivery has ended. */
  publish(request: PublishRequest): Promise<PublishResult>;
  /** Withdraws the grant at the platform and forgets the credential, whether or not the platform answers. */
  disconnect(account: ConnectedAccount, signal?: AbortSignal): Promise<RevocationResult | "failed">;
}

/**
 * Makes a publisher of connectors and a credential store.
 *
 * @throws ConfigurationError when two connectors share an id.
 */
export function createPublisher(options: PublisherOptions): Publisher {
  const connectors = new Map(options.connectors.map((connector) => [connector.id, connector]));
  if (connectors.size !== options.connectors.length) {
    throw new ConfigurationError({
      message: "Two connectors have the same id. Register each platform once.",
      issues: [{ path: "connectors", message: "ids are not unique" }],
    });
  }
  const connectorFor = (platform: string) => requireConnector(connectors, platform);
  const clock = options.clock ?? createSystemClock();
  const { credentials: store, locker = createMemoryLocker(), journal } = options;
  const access = createCredentialAccess({
    store,
    locker,
    connectorFor: async ({ connectionId }) => connectorFor(platformOf(connectionId)),
    clock,
    journal,
  });
  const pipeline = createPipeline({ sender: options.sender, now: clock.now });
  const leases = options.leases ?? createRefusingMediaLeases();
  const limits = options.limits ?? createUnlimitedPlatformLimits();
  const host: PublishHost = { access, pipeline, leases, limits, clock, connectorFor };

  return {
    beginConnection: ({ platform, redirectUri, scopes, inputs, signal = neverAborted() }) =>
      beginAuthorization(connectorFor(platform), {
        redirectUri,
        scopes: scopes ?? null,
        inputs: inputs ?? {},
        signal,
      }),
    completeConnection: ({ pending, callbackUrl, tenantId = "default", signal = neverAborted() }) =>
      completeAuthorization(connectorFor(pending.platform), store, {
        pending,
        callbackUrl,
        tenantId,
        signal,
      }),
    async describeAccount({ key, platform, identity }, signal = neverAborted()) {
      const { credential } = await access.use(key, { signal });
      const accountId = identity.stableId;
      return connectorFor(platform).describeAccount({ credential, accountId, signal });
    },
    publish: (request) => publishPost(host, request),
    async disconnect({ key, platform }, signal = neverAborted()) {
      const { authorization } = connectorFor(platform);
      return access.exclusively(key, signal, async () => {
        const stored = await store.read(key);
        const revocation =
          stored === null
            ? "already-gone"
            : // The owner asked us to forget: a platform that is down must not keep us from it.
              await authorization
                .revoke({ credential: stored.credential, signal })
                .catch(() => "failed" as const);
        await store.remove(key);
        return revocation;
      });
    },
  };
}

function requireConnector(connectors: ReadonlyMap<string, Connector>, platform: string): Connector {
  const connector = connectors.get(platform);
  if (connector !== undefined) return connector;
  throw new ConfigurationError({
    message: `No connector is registered for "${platform}"; there are ${[...connectors.keys()].join(", ")}. Pass its connector to createPublisher.`,
    issues: [{ path: "connectors", message: `lacks ${platform}` }],
  });
}

function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
