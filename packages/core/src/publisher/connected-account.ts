import type { AccountIdentity, AuthorizationStart } from "../connector";
import type { CredentialKey } from "../credentials";

/** An account whose owner has consented. Keep it: it is what later calls name. Holds no secret. */
export type ConnectedAccount = {
  /** The connector's id. */
  readonly platform: string;
  /** Where its credential is stored. */
  readonly key: CredentialKey;
  readonly identity: AccountIdentity;
  /** What the owner really granted, in the platform's own names. */
  readonly grantedScopes: readonly string[];
};

/** A consent under way. Keep it on the server, bound to the browser that is sent to `url`, until the callback. */
export type PendingAuthorization = AuthorizationStart & {
  readonly platform: string;
  readonly redirectUri: string;
  readonly requestedScopes: readonly string[];
};
