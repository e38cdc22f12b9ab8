import type { World } from "../world/world";
import type { AccessToken, Grant, RefreshToken } from "./oauth-state";

/** A fresh pair for a grant. */
export interface TokenPair {
  readonly access: AccessToken;
  readonly refresh: RefreshToken;
}

/** Issues an access token for a grant. Its characters need encoding in forms and URLs, as live ones do. */
export function issueAccessToken(world: World, grant: Grant): AccessToken {
  const now = world.clock.now();
  const access: AccessToken = {
    value: `act.${world.ids.word(60)}!${world.ids.word(4)}.va`,
    grantId: grant.id,
    issuedAt: now,
    expiresAt: now + world.switches.accessTokenSeconds * 1000,
    dead: false,
  };
  world.oauth.accessTokens.set(access.value, access);
  world.secrets.add("access_token", access.value);
  return access;
}

/** Issues a refresh token; `absolute` counts its life from consent, `sliding` from now. */
export function issueRefreshToken(world: World, grant: Grant): RefreshToken {
  const now = world.clock.now();
  const { refreshExpiry, refreshTokenSeconds } = world.switches;
  const countsFrom = refreshExpiry === "absolute" ? grant.consentedAt : now;
  const refresh: RefreshToken = {
    value: `rft.${world.ids.word(60)}*${world.ids.word(4)}.va`,
    grantId: grant.id,
    issuedAt: now,
    expiresAt: countsFrom + refreshTokenSeconds * 1000,
    replaced: false,
    dead: false,
  };
  world.oauth.refreshTokens.set(refresh.value, refresh);
  world.secrets.add("refresh_token", refresh.value);
  return refresh;
}
