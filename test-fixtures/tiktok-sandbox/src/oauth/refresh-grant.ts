import type { SandboxReply } from "../server/exchange";
import { OauthRefusal } from "../server/refusals";
import type { DeveloperApp } from "../world/developer-app";
import type { World } from "../world/world";
import { issueAccessToken, issueRefreshToken } from "./issue-tokens";
import { requiredField } from "./oauth-form";
import type { Grant, RefreshToken } from "./oauth-state";
import { tokenResponse } from "./token-response";

const DESCRIPTION = "Refresh token is invalid or expired.";

/**
 * `grant_type=refresh_token` (OTR): the answer replaces the token that was sent.
 * @throws OauthRefusal for a token that is unknown, another app's, replaced, expired or revoked.
 */
export function refreshGrant(world: World, app: DeveloperApp, form: URLSearchParams): SandboxReply {
  const { token, grant } = findToken(world, app, requiredField(form, "refresh_token"));
  const { refreshReturns, oldRefreshToken, oldAccessToken } = world.switches;
  if (oldAccessToken === "dead") {
    for (const access of world.oauth.accessTokens.values()) {
      if (access.grantId === grant.id) access.dead = true;
    }
  }
  const access = issueAccessToken(world, grant);
  if (refreshReturns === "same") {
    return tokenResponse(world, grant, { access, refresh: token });
  }
  token.replaced = oldRefreshToken === "dead";
  return tokenResponse(world, grant, { access, refresh: issueRefreshToken(world, grant) });
}

function findToken(
  world: World,
  app: DeveloperApp,
  value: string,
): { token: RefreshToken; grant: Grant } {
  const token = world.oauth.refreshTokens.get(value);
  const grant = token && world.oauth.grants.get(token.grantId);
  if (token === undefined || grant === undefined) {
    throw new OauthRefusal("oauth.refresh_token_known", "invalid_grant", DESCRIPTION);
  }
  if (grant.clientKey !== app.clientKey) {
    throw new OauthRefusal("oauth.refresh_token_own_client", "invalid_grant", DESCRIPTION);
  }
  if (token.dead) {
    throw new OauthRefusal("oauth.refresh_token_revoked", "invalid_grant", DESCRIPTION);
  }
  if (token.replaced) {
    if (world.switches.refreshReuse === "revoke-family") {
      revokeFamily(world, grant);
    }
    throw new OauthRefusal("oauth.refresh_token_rotates", "invalid_grant", DESCRIPTION);
  }
  if (world.clock.now() >= token.expiresAt) {
    throw new OauthRefusal("oauth.refresh_token_expires", "invalid_grant", DESCRIPTION);
  }
  return { token, grant };
}

function revokeFamily(world: World, grant: Grant): void {
  for (const tokens of [world.oauth.refreshTokens, world.oauth.accessTokens]) {
    for (const token of tokens.values()) {
      if (token.grantId === grant.id) token.dead = true;
    }
  }
}
