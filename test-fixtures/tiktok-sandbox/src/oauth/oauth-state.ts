/** An owner's consent for one app. */
export interface Grant {
  readonly id: string;
  readonly clientKey: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly consentedAt: number;
  revokedAt: number | null;
}

/** An authorisation code waiting for its exchange. */
export interface AuthorizationCode {
  readonly value: string;
  readonly clientKey: string;
  readonly username: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** Lower-case hex SHA-256 of the verifier; null when the app's platform uses none. */
  readonly challenge: string | null;
  readonly issuedAt: number;
  used: boolean;
}

/** A bearer token of a user. */
export interface AccessToken {
  readonly value: string;
  readonly grantId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  dead: boolean;
}

/** A refresh token; `replaced` once a newer one was issued for it. */
export interface RefreshToken {
  readonly value: string;
  readonly grantId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  replaced: boolean;
  dead: boolean;
}

/** A consent page that somebody has open. */
export interface PendingConsent {
  readonly id: string;
  readonly clientKey: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string | null;
}

/** Who granted what to whom. */
export interface OauthState {
  /** Open consent pages by id. */
  readonly consents: Map<string, PendingConsent>;
  /** By value. */
  readonly codes: Map<string, AuthorizationCode>;
  /** By id. */
  readonly grants: Map<string, Grant>;
  /** By value. */
  readonly accessTokens: Map<string, AccessToken>;
  /** By value. */
  readonly refreshTokens: Map<string, RefreshToken>;
  /** Browser sessions: cookie value to username. */
  readonly sessions: Map<string, string>;
}

/** Makes a state in which nobody has granted anything. */
export function createOauthState(): OauthState {
  return {
    consents: new Map(),
    codes: new Map(),
    grants: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    sessions: new Map(),
  };
}
