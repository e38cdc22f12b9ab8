import type { SandboxReply } from "../server/exchange";
import { oauthSuccess } from "../server/oauth-reply";
import type { World } from "../world/world";
import type { TokenPair } from "./issue-tokens";
import type { Grant } from "./oauth-state";
import { openIdOf } from "./open-id";

/** The flat token answer; both lifetimes are the seconds remaining (OTM, November 2026). */
export function tokenResponse(world: World, grant: Grant, pair: TokenPair): SandboxReply {
  const now = world.clock.now();
  return oauthSuccess(
    world,
    {
      access_token: pair.access.value,
      expires_in: remainingSeconds(pair.access.expiresAt, now),
      open_id: openIdOf(grant.clientKey, grant.username),
      refresh_expires_in: remainingSeconds(pair.refresh.expiresAt, now),
      refresh_token: pair.refresh.value,
      scope: grant.scopes.join(","),
      token_type: "Bearer",
    },
    { clientKey: grant.clientKey, username: grant.username },
  );
}

function remainingSeconds(expiresAt: number, now: number): number {
  return Math.max(0, Math.floor((expiresAt - now) / 1000));
}
