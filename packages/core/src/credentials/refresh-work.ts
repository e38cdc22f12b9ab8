import type { Connector } from "../connector";
import type { Clock } from "./clock";
import type { CredentialEvent } from "./credential-event";
import type { CredentialKey, CredentialStore, StoredCredential } from "./credential-store";
import type { Locker } from "./locker";
import type { RefreshJournal } from "./refresh-journal";

/** What refreshing needs. */
export type RefreshHost = {
  readonly store: CredentialStore;
  /** Shared by all processes that share the store. */
  readonly locker: Locker;
  /** The connector of a connection. */
  readonly connectorFor: (key: CredentialKey) => Promise<Pick<Connector, "id" | "authorization">>;
  readonly clock: Clock;
  readonly journal: RefreshJournal;
  /** Must not throw. */
  readonly onEvent: (event: CredentialEvent) => void;
};

/** Why a refresh is wanted. */
export type RefreshWish = {
  /** Whether a credential, as just read, still needs it. */
  readonly isStale: (stored: StoredCredential) => boolean;
  /** The platform refused the access secret: it is not usable, whatever its time says. */
  readonly accessRefused: boolean;
};

/** The lease under which a refresh runs. */
export type RefreshLease = {
  /** Whether it lasts for a whole call to the platform: afterwards others may send the same secret. */
  readonly coversACall: () => boolean;
};
