import type { SandboxReply } from "../server/exchange";
import { oauthSuccess } from "../server/oauth-reply";
import type { DeveloperApp } from "../world/developer-app";
import type { World } from "../world/world";

// CAT, 2026-11-05: a client token lives two hours.
const CLIENT_TOKEN_SECONDS = 7200;

/** `grant_type=client_credentials` (CAT): a token that no posting endpoint takes. */
export function clientCredentials(world: World, app: DeveloperApp): SandboxReply {
  const value = `clt.${world.ids.word(60)}`;
  world.secrets.add("client_token", value);
  return oauthSuccess(
    world,
    { access_token: value, expires_in: CLIENT_TOKEN_SECONDS, token_type: "Bearer" },
    { clientKey: app.clientKey },
  );
}
