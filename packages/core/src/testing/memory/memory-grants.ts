import { createHash } from "node:crypto";
import { type Credential, createSecret, type JsonObject } from "../../connector";
import { MemoryRefusal } from "./memory-wire";

/** The scopes of the memory platform. */
export const memoryScopes = ["profile", "post"] as const;

const accessLifetimeMs = 2 * 60 * 60 * 1000;

type Grant = {
  readonly accountId: string;
  readonly scopes: readonly string[];
  readonly access: string;
  readonly accessExpiresAt: number;
  readonly refresh: string;
};

type Consent = { readonly challenge: string; readonly scopes: readonly string[] };

/** The authorisation server of the memory platform: codes used once, refresh tokens that rotate. */
export type MemoryGrants = {
  /** What the owner does on the consent page: answers the parameters of the callback. */
  consent(
    url: string,
    answer?: { readonly deny?: boolean; readonly scopes?: readonly string[] },
  ): Record<string, string>;
  /** The accounts of all grants that still live, by access token. */
  accountOf(token: string | null): {
    readonly accountId: string;
    readonly scopes: readonly string[];
  };
  exchange(body: JsonObject): JsonObject;
  /** Rotates: the refresh token that was sent is dead afterwards, and sending it again ends the grant. */
  refresh(body: JsonObject): JsonObject;
  revoke(body: JsonObject): JsonObject;
  /** Ends every grant, as an owner would on the platform's settings page. */
  revokeAll(): void;
  /** How many grants live. */
  count(): number;
  /** A credential of a fresh grant, without the consent page. */
  credential(scopes?: readonly string[]): Credential;
};

/** Makes an authorisation server for one account, `account-1`. */
export function createMemoryGrants(now: () => Date): MemoryGrants {
  const grants = new Map<string, Grant>();
  const spent = new Map<string, string>();
  const consents = new Map<string, Consent>();
  let serial = 0;

  return {
    consent(url, answer = {}) {
      const query = new URL(url).searchParams;
      const state = query.get("state") ?? "";
      if (answer.deny === true) return denial(state);
      const code = `memory-code-${next()}`;
      const scopes = answer.scopes ?? (query.get("scope") ?? "").split(" ");
      consents.set(code, { challenge: query.get("challenge") ?? "", scopes });
      return { state, code };
    },
    accountOf(token) {
      for (const grant of grants.values()) {
        if (grant.access === token && grant.accessExpiresAt > now().getTime()) return grant;
      }
      throw new MemoryRefusal(401, "token_invalid");
    },
    exchange({ code, verifier }) {
      const consent = consents.get(String(code));
      const challenge = createHash("sha256").update(String(verifier)).digest("base64url");
      consents.delete(String(code));
      if (consent?.challenge !== challenge) throw new MemoryRefusal(400, "code_invalid");
      return issue(`grant-${next()}`, consent.scopes);
    },
    refresh({ refreshToken }) {
      const token = String(refreshToken);
      const reused = spent.get(token);
      if (reused !== undefined) grants.delete(reused);
      for (const [id, grant] of grants) {
        if (grant.refresh !== token) continue;
        spent.set(token, id);
        return issue(id, grant.scopes);
      }
      throw new MemoryRefusal(400, "grant_invalid");
    },
    revoke({ token }) {
      for (const [id, grant] of grants) {
        if (grant.access !== token && grant.refresh !== token) continue;
        grants.delete(id);
        return { revoked: true };
      }
      return { revoked: false };
    },
    revokeAll: () => grants.clear(),
    count: () => grants.size,
    credential: (scopes = memoryScopes) => credentialFrom(issue(`grant-${next()}`, scopes)),
  };

  function next(): number {
    serial += 1;
    return serial;
  }

  function issue(id: string, scopes: readonly string[]): JsonObject {
    const accessExpiresAt = now().getTime() + accessLifetimeMs;
    const access = `memory-access-${next()}`;
    const refresh = `memory-refresh-${next()}`;
    grants.set(id, { accountId: "account-1", scopes, access, accessExpiresAt, refresh });
    return { access, refresh, scopes, expiresAt: new Date(accessExpiresAt).toISOString() };
  }
}

function denial(state: string): Record<string, string> {
  return { state, error: "access_denied" };
}

/** The credential that the memory connector makes of a token answer. */
export function credentialFrom(answer: JsonObject): Credential {
  return {
    secrets: {
      access: createSecret(String(answer.access)),
      refresh: createSecret(String(answer.refresh)),
    },
    facts: {},
    expiresAt: new Date(String(answer.expiresAt)),
    grantedScopes: Array.isArray(answer.scopes) ? answer.scopes.map(String) : [],
    refresh: { mode: "token", notBefore: null, deadline: null, rotation: "single-use" },
  };
}
