import {
  type AuthorizationRequest,
  type AuthorizationStart,
  createSecret,
  type Secret,
} from "@upload-post/core/connector";
import { createCodeVerifier, createOAuthState, s256Hex } from "@upload-post/core/connector-kit";
import type { TiktokSettings } from "../settings/read-settings";
import { checkRedirectUri } from "./check-redirect-uri";
import { scopesToRequest } from "./scopes";

/**
 * Makes the address of TikTok's consent page (LKW 1.1).
 *
 * `disable_auto_auth=1` makes TikTok show it always: otherwise the account that happens to be logged
 * in is connected silently. Proof keys are for desktop apps only, and their challenge is lower-case
 * hex, not base64url (LKD 1.4).
 *
 * @throws UnsupportedError for a scope the connector does not know.
 * @throws OperatorMisconfiguredError for a redirect address that TikTok would refuse.
 */
export function beginAuthorization(
  request: AuthorizationRequest,
  settings: TiktokSettings,
): AuthorizationStart {
  checkRedirectUri(request.redirectUri, settings);
  const state = createOAuthState(settings.random);
  const url = new URL("/v2/auth/authorize/", settings.authorizeOrigin);
  const parameters = url.searchParams;
  parameters.set("client_key", settings.clientKey);
  parameters.set("response_type", "code");
  parameters.set("scope", scopesToRequest(request.scopes).join(","));
  parameters.set("redirect_uri", request.redirectUri);
  parameters.set("state", state);
  parameters.set("disable_auto_auth", "1");

  const secrets: Record<string, Secret> = {};
  if (settings.appType === "desktop") {
    const verifier = createCodeVerifier(settings.random);
    parameters.set("code_challenge", s256Hex(verifier));
    parameters.set("code_challenge_method", "S256");
    secrets.code_verifier = createSecret(verifier);
  }
  return { url: url.href, state: createSecret(state), secrets, registration: null };
}
