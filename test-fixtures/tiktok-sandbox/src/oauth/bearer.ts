import type { SandboxRequest } from "../server/exchange";
import { ApiRefusal } from "../server/refusals";
import type { DeveloperApp } from "../world/developer-app";
import type { TiktokUser } from "../world/tiktok-user";
import type { World } from "../world/world";

/** Who calls: a user through an app, with these scopes. */
export interface Caller {
  readonly app: DeveloperApp;
  readonly user: TiktokUser;
  readonly scopes: readonly string[];
}

const INVALID_TOKEN = "The access token is invalid or not found in the request.";

/**
 * Finds out who calls from the Authorization header.
 * @throws ApiRefusal 401 `access_token_invalid` when the token is absent, unknown, expired or revoked.
 */
export function callerOf(world: World, request: SandboxRequest): Caller {
  const value = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
  if (value === undefined) {
    throw new ApiRefusal("api.bearer_required", 401, "access_token_invalid", INVALID_TOKEN);
  }
  const token = world.oauth.accessTokens.get(value);
  const grant = token && world.oauth.grants.get(token.grantId);
  const app = grant && world.apps.get(grant.clientKey);
  const user = grant && world.users.get(grant.username);
  if (token === undefined || grant === undefined || app === undefined || user === undefined) {
    throw new ApiRefusal("api.token_known", 401, "access_token_invalid", INVALID_TOKEN);
  }
  if (token.dead || user.deleted) {
    throw new ApiRefusal("api.token_not_revoked", 401, "access_token_invalid", INVALID_TOKEN);
  }
  if (world.clock.now() >= token.expiresAt) {
    throw new ApiRefusal("api.token_not_expired", 401, "access_token_invalid", INVALID_TOKEN);
  }
  return { app, user, scopes: grant.scopes };
}

/**
 * Demands one of the scopes.
 * @throws ApiRefusal 401 `scope_not_authorized` (V2E).
 */
export function requireScope(caller: Caller, anyOf: readonly string[]): void {
  if (!anyOf.some((scope) => caller.scopes.includes(scope))) {
    throw new ApiRefusal(
      "api.scope_granted",
      401,
      "scope_not_authorized",
      "The user did not authorize the scope required for completing this request.",
    );
  }
}
