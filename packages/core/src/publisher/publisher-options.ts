import type { Connector } from "../connector";
import type { Clock, CredentialAccessOptions, CredentialStore, Locker } from "../credentials";
import type { MediaLeases, PlatformLimits } from "../pipeline";
import type { ByteSender } from "../transfer";

/** What a publisher is made of. Only the first two are needed to begin. */
export type PublisherOptions = {
  readonly connectors: readonly Connector[];
  /** `createKeyvCredentialStore` makes one; any other that passes the contract suite will do. */
  readonly credentials: CredentialStore;
  /** Needed as soon as several processes share the store; in memory by default. */
  readonly locker?: Locker;
  /** Survives a crash between a refresh and the store; in memory by default. */
  readonly journal?: CredentialAccessOptions["journal"];
  /** Public addresses, for media that a platform fetches; without them such posts are refused. */
  readonly leases?: MediaLeases;
  /** Counts calls before they are made; without it the platform refuses what is too much, and it waits. */
  readonly limits?: PlatformLimits;
  readonly sender?: ByteSender;
  readonly clock?: Clock;
};
