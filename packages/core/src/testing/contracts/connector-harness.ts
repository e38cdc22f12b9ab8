import type {
  AccountDescription,
  Connector,
  Credential,
  MediaSource,
  PostDraft,
  WebhookRequest,
} from "../../connector";
import type { MediaLeases } from "../../pipeline";
import type { ByteSender } from "../../transfer";

/** A post that the platform takes, for the suite to deliver. Between them, all ways of a connector. */
export type ConnectorCase = {
  readonly name: string;
  readonly draft: PostDraft;
  readonly media: readonly MediaSource[];
};

/** A connector with its platform (a sandbox), made anew for every test. */
export type ConnectorHarness = {
  readonly connector: Connector;
  /** A live credential with all scopes, and the account it belongs to. */
  readonly credential: Credential;
  readonly accountId: string;
  readonly cases: readonly ConnectorCase[];
  /** Carries bytes to the platform. */
  readonly sender: ByteSender;
  /** Addresses the platform can fetch from. */
  readonly leases: MediaLeases;
  readonly now: () => Date;
  /** Lets time pass, for the connector and the platform alike, until `moment`. */
  readonly passTimeUntil: (moment: Date) => Promise<void>;
  /** How many posts and drafts exist at the platform: the ground truth. */
  readonly countPosts: () => Promise<number>;
  /** Text that changes whenever anything changes at the platform; reading changes nothing. */
  readonly fingerprint: () => Promise<string>;
  readonly consent: {
    readonly redirectUri: string;
    readonly scopes: readonly string[];
    readonly inputs: Readonly<Record<string, string>>;
    /** The owner agrees on the page at `url`: answers the callback's parameters. */
    readonly approve: (url: string) => Promise<Readonly<Record<string, string>>>;
    readonly deny: (url: string) => Promise<Readonly<Record<string, string>>>;
  };
  /** Notifications the platform would send; empty for platforms that send none. */
  readonly webhooks: readonly WebhookRequest[];
  readonly close: () => Promise<void>;
};

/** A connector under test. */
export type ConnectorContract = {
  readonly name: string;
  readonly createHarness: () => Promise<ConnectorHarness>;
};

/** Hands a fresh harness to the tests of one group. */
export type HarnessOf = () => ConnectorHarness;

/** A signal that is never aborted. */
export const calm: AbortSignal = new AbortController().signal;

/** The account as the platform describes it now. */
export function describeNow(harness: ConnectorHarness): Promise<AccountDescription> {
  const { connector, credential, accountId } = harness;
  return connector.describeAccount({ accountId, credential, signal: calm });
}

/** The value after a trip through JSON, as a store would give it back. */
export function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
