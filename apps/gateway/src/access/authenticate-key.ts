import { timingSafeEqual } from "node:crypto";
import type { AccessDependencies } from "./access-dependencies";
import { toApiKey } from "./api-key";
import { digestApiKey } from "./api-key-text";
import { type Caller, noLimits } from "./caller";
import { DEFAULT_TENANT_ID } from "./default-tenant";
import { scopes } from "./scope";

/** Finds out whose key a request carries; `null` when it is nobody's. */
export type AuthenticateKey = (key: string) => Promise<KeyHolder | null>;

/** Who is asking, in whichever request. */
export type KeyHolder = Omit<Caller, "requestId">;

/** What {@link createKeyAuthenticator} needs besides the database. */
export type KeyAuthenticatorOptions = AccessDependencies & {
  /** Hex SHA-256 of the operator's own key; `null` when there is none. */
  readonly bootstrapKeyDigest: string | null;
};

/** Makes the check of API keys: the operator's own by its digest, all others by their row. */
export function createKeyAuthenticator(options: KeyAuthenticatorOptions): AuthenticateKey {
  const { database, now, bootstrapKeyDigest } = options;
  const bootstrap: KeyHolder = {
    tenantId: DEFAULT_TENANT_ID,
    keyId: "bootstrap",
    keyName: "bootstrap",
    scopes: new Set(scopes),
    limits: noLimits,
    isBootstrap: true,
  };
  return async (key) => {
    const digest = digestApiKey(key);
    if (bootstrapKeyDigest !== null && isSameDigest(digest, bootstrapKeyDigest)) return bootstrap;
    const row = await database.kysely
      .selectFrom("api_keys")
      .selectAll()
      .where("digest", "=", digest)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (row === undefined) return null;
    const found = toApiKey(row);
    if (found.limits.expiresAt !== null && found.limits.expiresAt <= now()) return null;
    return {
      tenantId: found.tenantId,
      keyId: found.id,
      keyName: found.name,
      scopes: new Set(found.scopes),
      limits: found.limits,
      isBootstrap: false,
    };
  };
}

function isSameDigest(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left, "hex"), Buffer.from(right, "hex"));
}
