import type { AccountIdentity } from "./account-identity";
import type { Credential } from "./credential";
import type { Secret } from "./secret";

/** What the host asks for when an owner starts consent. */
export type AuthorizationRequest = {
  /** Where the platform sends the owner back; exactly as registered. */
  readonly redirectUri: string;
  /** In the platform's own names. */
  readonly scopes: readonly string[];
  /** Answers to the connector's `authorizationInputs`, by name; empty when it declares none. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What was registered earlier under the same `registrationKey`; `null` when there is none yet. */
  readonly registration: ClientRegistration | null;
  readonly signal: AbortSignal;
};

/** A client the connector registered at run time (one per instance of a federated platform). */
export type ClientRegistration = {
  /** What it is good for: the issuer or instance origin. The host keeps one per key, sealed. */
  readonly key: string;
  readonly secrets: Readonly<Record<string, Secret>>;
};

/** What an authorisation needs until its callback comes. */
export type AuthorizationStart = {
  /** Where to send the owner's browser. */
  readonly url: string;
  /** The value that comes back in the callback and finds the flow again; single use. */
  readonly state: Secret;
  /** To be kept, sealed, until the callback: PKCE verifier, binding keys, expected issuer. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** A registration made or reused, to be kept by its key; `null` for operator-registered clients. */
  readonly registration: ClientRegistration | null;
};

/** The callback, as the owner's browser brought it. */
export type AuthorizationCallback = {
  /** Query parameters, decoded exactly once. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The same value that `begin` was given. */
  readonly redirectUri: string;
  readonly requestedScopes: readonly string[];
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly registration: ClientRegistration | null;
  readonly signal: AbortSignal;
};

/** A call on behalf of one credential. */
export type CredentialRequest = { readonly credential: Credential; readonly signal: AbortSignal };

/**
 * What became of the grant at the platform: `revoked` now, `already-gone`, or `unsupported` when the
 * platform has no way to revoke.
 */
export type RevocationResult = "revoked" | "already-gone" | "unsupported";

/** Consent, refresh and revocation. Pure in and out: nothing is stored here. */
export interface ConnectorAuthorization {
  /**
   * Under which key the host keeps the client registered for these inputs (an instance's origin);
   * `null` when the client comes from the operator. Pure. A flow keeps the registration it began with.
   */
  registrationKey(inputs: Readonly<Record<string, string>>): string | null;
  /**
   * Makes the platform's consent URL and the secrets to keep until the callback.
   *
   * @throws UnsupportedError for a scope the connector does not know.
   */
  begin(request: AuthorizationRequest): Promise<AuthorizationStart>;
  /**
   * Turns the callback into a credential. Called synchronously with the callback: some codes live 30 s.
   *
   * @throws AuthorizationRequiredError with reason `denied` when the owner refused.
   * @throws OutcomeUnknownError when the answer to the exchange was lost (the code is single use).
   */
  complete(callback: AuthorizationCallback): Promise<Credential>;
  /**
   * Exchanges the credential for a fresh one. The host calls it under a lease, once, and persists the
   * result before any use. What the answer omits is carried over from the old credential.
   *
   * @throws AuthorizationRequiredError with reason `revoked` only when the platform proved it.
   * @throws PlatformUnavailableError otherwise; `effect` is `possible` when an answer was lost.
   */
  refresh(request: CredentialRequest): Promise<Credential>;
  /** Withdraws the grant at the platform. Safe to call twice. */
  revoke(request: CredentialRequest): Promise<RevocationResult>;
  /** Asks the platform whose credential this is. */
  identify(request: CredentialRequest): Promise<AccountIdentity>;
}
