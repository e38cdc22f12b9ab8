import { htmlReply, type SandboxRequest } from "../server/exchange";
import { defineRoute } from "../server/route";
import type { World } from "../world/world";
import { approveConsent } from "./approve-consent";
import { type AuthorizeRequest, parseAuthorizeRequest } from "./authorize-request";
import { sessionUsername } from "./browser-session";
import { consentPage } from "./consent-page";
import { redirectWithError } from "./redirect-back";

/** The page that an owner's browser opens (LKW 1.1, LKD). */
export const authorizeRoute = defineRoute({
  method: "GET",
  path: "/v2/auth/authorize/",
  family: "page",
  handle(world, request) {
    const wish = parseAuthorizeRequest(world, request.url.searchParams);
    const consent = {
      id: `consent_${world.ids.word(24)}`,
      clientKey: wish.app.clientKey,
      scopes: wish.scopes,
      redirectUri: wish.redirectUri,
      state: wish.state,
      challenge: wish.challenge,
    };
    if (wish.app.stage === "unapproved") {
      return redirectWithError(world, consent, {
        code: "unauthorized_client",
        description: "The app is not approved for Login Kit.",
        errorType: "client_key",
        rule: "authorize.app_approved",
      });
    }
    const silent = silentUser(world, request, wish);
    if (silent !== null) {
      return approveConsent(world, consent, silent.username, silent.scopes);
    }
    world.oauth.consents.set(consent.id, consent);
    const page = consentPage(world, consent, sessionUsername(world, request));
    return htmlReply(200, page, { clientKey: consent.clientKey });
  },
});

/** Who is connected without being asked: the auto-approver, or a session that granted all of it before. */
function silentUser(
  world: World,
  request: SandboxRequest,
  wish: AuthorizeRequest,
): { username: string; scopes: readonly string[] } | null {
  const { autoApprove, autoApproveScopes } = world.switches;
  if (autoApprove !== null) {
    return { username: autoApprove, scopes: autoApproveScopes ?? wish.scopes };
  }
  const username = sessionUsername(world, request);
  if (username === null || wish.alwaysAsk) {
    return null;
  }
  const granted = [...world.oauth.grants.values()].some(
    (grant) =>
      grant.username === username &&
      grant.clientKey === wish.app.clientKey &&
      grant.revokedAt === null &&
      wish.scopes.every((scope) => grant.scopes.includes(scope)),
  );
  return granted ? { username, scopes: wish.scopes } : null;
}
