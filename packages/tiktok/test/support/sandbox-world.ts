import {
  createPipeline,
  createRefusingMediaLeases,
  createUnlimitedPlatformLimits,
  type DeliveryEvent,
  type DeliveryResult,
  type DeliveryState,
  type DeliveryWork,
  type MediaLeases,
} from "@upload-post/core";
import type { Connector, Credential, MediaSource, PostDraft } from "@upload-post/core/connector";
import {
  DEFAULT_WEB_APP,
  type SwitchesPatch,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { createTiktokConnector, type TiktokConnectorOptions } from "../../src";
import { giveConsent } from "./consent";
import { type CredentialHolder, createHolder } from "./credential-holder";

const redirectUri = "http://127.0.0.1:9/oauth/tiktok/callback";

/** An account that an owner has connected. */
export type ConnectedAccount = { readonly accountId: string; readonly holder: CredentialHolder };

/** One delivery to drive to its end. */
export type Delivery = {
  readonly draft: PostDraft;
  readonly media: readonly MediaSource[];
  readonly account: ConnectedAccount;
  readonly leases?: MediaLeases;
  /** Called after each state that is made durable. */
  readonly onPersist?: (state: DeliveryState) => void;
};

/** A sandbox, a connector pointed at it, and a pipeline, all on the sandbox's clock. */
export type SandboxWorld = {
  readonly sandbox: TiktokSandbox;
  readonly connector: Connector;
  /** A connector for another app, or with other options. */
  connectorFor(options: Partial<TiktokConnectorOptions>): Connector;
  connect(
    username?: string,
    more?: { scopes?: readonly string[]; untick?: readonly string[]; connector?: Connector },
  ): Promise<ConnectedAccount>;
  /** Runs a delivery until it ends, moving the clock over every wait. */
  drive(delivery: Delivery): Promise<{ result: DeliveryResult; events: DeliveryEvent[] }>;
};

/** Starts a world; close its sandbox afterwards. */
export async function startSandboxWorld(switches: SwitchesPatch = {}): Promise<SandboxWorld> {
  const sandbox = await startTiktokSandbox({
    clock: "manual",
    switches: { loopback: "allow", ...switches },
  });
  const now = () => new Date(sandbox.now());
  const connectorFor = (options: Partial<TiktokConnectorOptions> = {}): Connector =>
    createTiktokConnector({
      clientKey: DEFAULT_WEB_APP.clientKey,
      clientSecret: DEFAULT_WEB_APP.clientSecret,
      authorizeOrigin: sandbox.origin,
      apiOrigin: sandbox.origin,
      uploadHosts: [new URL(sandbox.uploadOrigin).host],
      now,
      ...options,
    });
  const connector = connectorFor();
  const pipeline = createPipeline({ now, random: () => 0.5 });

  return {
    sandbox,
    connector,
    connectorFor,
    async connect(username = "ada.public", more = {}) {
      const by = more.connector ?? connector;
      const credential = await authorize(by, username, more);
      const { stableId } = await by.authorization.identify({ credential, signal: never() });
      return { accountId: stableId, holder: createHolder(by, credential, now) };
    },
    async drive({ draft, media, account, leases, onPersist }) {
      const events: DeliveryEvent[] = [];
      let state: DeliveryState | null = null;
      for (let runs = 0; runs < 500; runs += 1) {
        const work: DeliveryWork = {
          deliveryId: "dlv_1",
          accountId: account.accountId,
          connector: account.holder.connector,
          draft,
          media,
          // Through JSON, as a store would have it.
          state: state === null ? null : JSON.parse(JSON.stringify(state)),
          credentials: account.holder,
          leases: leases ?? createRefusingMediaLeases(),
          limits: createUnlimitedPlatformLimits(),
          persist: async (next) => {
            state = next;
            onPersist?.(next);
          },
          signal: never(),
          onEvent: (event) => events.push(event),
        };
        const result = await pipeline.run(work);
        if (result.kind !== "waiting") return { result, events };
        state = result.state;
        await sandbox.settle();
        await sandbox.advance(Math.max(result.until.getTime() - sandbox.now(), 1));
        await sandbox.settle();
      }
      throw new Error("The delivery did not end in 500 runs.");
    },
  };
}

/** Login Kit from the first address to the credential, with the owner's own clicks. */
export async function authorize(
  connector: Connector,
  username: string,
  more: { scopes?: readonly string[]; untick?: readonly string[]; redirectUri?: string } = {},
): Promise<Credential> {
  const address = more.redirectUri ?? redirectUri;
  const scopes = more.scopes ?? ["user.info.basic", "video.publish", "video.upload"];
  const started = await connector.authorization.begin({
    redirectUri: address,
    scopes,
    inputs: {},
    registration: null,
    signal: never(),
  });
  const decision = { decision: "approve", username, untick: more.untick ?? [] } as const;
  const parameters = await giveConsent(started.url, decision);
  if (parameters.state !== started.state.reveal()) throw new Error("The state was not echoed.");
  return connector.authorization.complete({
    parameters,
    redirectUri: address,
    requestedScopes: scopes,
    secrets: started.secrets,
    registration: null,
    signal: never(),
  });
}

/** A signal that nobody aborts. */
export function never(): AbortSignal {
  return new AbortController().signal;
}
