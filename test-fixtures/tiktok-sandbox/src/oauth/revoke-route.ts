import { jsonReply } from "../server/exchange";
import { OauthRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import { disconnect } from "./disconnect";
import { authenticateClient, readOauthForm, requiredField } from "./oauth-form";

/** Revokes by user access token (OTV): the app leaves the user's list of connected apps. */
export const revokeRoute = defineRoute({
  method: "POST",
  path: "/v2/oauth/revoke/",
  family: "oauth",
  handle(world, request) {
    const form = readOauthForm(request);
    const app = authenticateClient(world, form);
    const token = world.oauth.accessTokens.get(requiredField(form, "token"));
    const grant = token && world.oauth.grants.get(token.grantId);
    if (
      token === undefined ||
      grant === undefined ||
      token.dead ||
      world.clock.now() >= token.expiresAt
    ) {
      throw new OauthRefusal(
        "oauth.revoke_live_access_token",
        "invalid_grant",
        "The access token is invalid or expired.",
      );
    }
    if (grant.clientKey !== app.clientKey) {
      throw new OauthRefusal(
        "oauth.revoke_own_client",
        "invalid_grant",
        "The access token is invalid or expired.",
      );
    }
    disconnect(world, app.clientKey, grant.username, "developerRevoked");
    const body = world.switches.revokeBody === "{}" ? "{}" : "";
    return jsonReply(200, body, { clientKey: app.clientKey, username: grant.username });
  },
});
