import type { Secret } from "./secret";

/**
 * How a credential is kept alive.
 *
 * - `none`: it does not expire, or cannot be refreshed.
 * - `token`: a refresh token is exchanged for a new bundle.
 * - `self`: the access token renews itself, only inside `[notBefore, deadline)`.
 */
export type RefreshMode = "none" | "token" | "self";

/**
 * What a refresh does to the secret that was sent.
 *
 * - `none`: it stays valid; a lost answer costs nothing.
 * - `replace`: a new one comes, the old one may live on.
 * - `single-use`: the old one dies at once; an answer received but not stored is a lost account.
 */
export type RefreshRotation = "none" | "replace" | "single-use";

/** When and how the host must refresh; data that the host schedules by. */
export type RefreshPlan = {
  readonly mode: RefreshMode;
  /** Earliest moment a refresh is accepted; `null` for at once. */
  readonly notBefore: Date | null;
  /** Moment after which only a new consent helps; `null` for never or unknown. */
  readonly deadline: Date | null;
  readonly rotation: RefreshRotation;
};

/**
 * What an owner's consent produced: a bundle, not "a token".
 *
 * Everything in `secrets` is sealed at rest. A connector never stores a credential; it gets one per
 * call and returns new ones from `complete` and `refresh`.
 */
export type Credential = {
  /** Named secrets: access token, refresh token, binding keys. Names belong to the connector. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Facts that are no secrets: issuer, instance origin. Names belong to the connector. */
  readonly facts: Readonly<Record<string, string>>;
  /** When the access secret stops working; `null` for never. */
  readonly expiresAt: Date | null;
  /** The scopes the owner really granted, in the platform's own names. */
  readonly grantedScopes: readonly string[];
  readonly refresh: RefreshPlan;
};
