import type { Scope } from "./scope";

/** What a key is limited to; `null` members do not limit. */
export type KeyLimits = {
  /** The caller's own ids of account owners. */
  readonly users: readonly string[] | null;
  readonly platforms: readonly string[] | null;
  readonly postsPerDay: number | null;
  readonly expiresAt: Date | null;
};

/** Limits that forbid nothing. */
export const noLimits: KeyLimits = {
  users: null,
  platforms: null,
  postsPerDay: null,
  expiresAt: null,
};

/** Who is asking: the API key of one request. */
export type Caller = {
  readonly tenantId: string;
  /** `key_…`, or `bootstrap` for the operator's own key. */
  readonly keyId: string;
  readonly keyName: string;
  readonly scopes: ReadonlySet<Scope>;
  readonly limits: KeyLimits;
  /** The id of that request. */
  readonly requestId: string;
  /** The operator's key: the only one that may name another tenant. */
  readonly isBootstrap: boolean;
};
