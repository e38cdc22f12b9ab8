import { OauthRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import { clientCredentials } from "./client-credentials";
import { exchangeCode } from "./exchange-code";
import { authenticateClient, readOauthForm, requiredField } from "./oauth-form";
import { refreshGrant } from "./refresh-grant";

/** The token endpoint for all three grants (OAT, OTG, OTR, CAT). */
export const tokenRoute = defineRoute({
  method: "POST",
  path: "/v2/oauth/token/",
  family: "oauth",
  handle(world, request) {
    const form = readOauthForm(request);
    const app = authenticateClient(world, form);
    switch (requiredField(form, "grant_type")) {
      case "authorization_code":
        return exchangeCode(world, app, form);
      case "refresh_token":
        return refreshGrant(world, app, form);
      case "client_credentials":
        return clientCredentials(world, app);
      default:
        throw new OauthRefusal(
          "oauth.grant_type_known",
          "unsupported_grant_type",
          "The grant type is not supported.",
        );
    }
  },
});
