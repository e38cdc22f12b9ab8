import { createHash } from "node:crypto";
import type { SandboxReply } from "../server/exchange";
import { OauthRefusal } from "../server/refusals";
import type { DeveloperApp } from "../world/developer-app";
import type { World } from "../world/world";
import { issueAccessToken, issueRefreshToken } from "./issue-tokens";
import { requiredField } from "./oauth-form";
import type { AuthorizationCode, Grant } from "./oauth-state";
import { tokenResponse } from "./token-response";

/**
 * `grant_type=authorization_code` (OAT, OTG).
 * @throws OauthRefusal for a code that is unknown, used, expired or another app's; for another
 * redirect URI; for a verifier that does not hash to the challenge.
 */
export function exchangeCode(world: World, app: DeveloperApp, form: URLSearchParams): SandboxReply {
  const code = findCode(world, app, requiredField(form, "code"));
  if (requiredField(form, "redirect_uri") !== code.redirectUri) {
    throw new OauthRefusal(
      "oauth.redirect_uri_identical",
      "invalid_request",
      "Redirect_uri is not matched with the uri when requesting code.",
    );
  }
  const verifier = form.get("code_verifier");
  world.secrets.add("code_verifier", verifier ?? "");
  checkVerifier(code.challenge, verifier);
  code.used = true;
  const grant: Grant = {
    id: `grant_${world.ids.word(12)}`,
    clientKey: app.clientKey,
    username: code.username,
    scopes: code.scopes,
    consentedAt: code.issuedAt,
    revokedAt: null,
  };
  world.oauth.grants.set(grant.id, grant);
  return tokenResponse(world, grant, {
    access: issueAccessToken(world, grant),
    refresh: issueRefreshToken(world, grant),
  });
}

function findCode(world: World, app: DeveloperApp, value: string): AuthorizationCode {
  const code = world.oauth.codes.get(value);
  const { codeLifetimeSeconds, codeSingleUse } = world.switches;
  if (code === undefined) {
    throw new OauthRefusal("oauth.code_known", "invalid_grant", "Authorization code is invalid.");
  }
  if (code.clientKey !== app.clientKey) {
    throw new OauthRefusal(
      "oauth.code_own_client",
      "invalid_grant",
      "Authorization code is invalid.",
    );
  }
  if (code.used && codeSingleUse) {
    throw new OauthRefusal(
      "oauth.code_single_use",
      "invalid_grant",
      "Authorization code is expired.",
    );
  }
  if (world.clock.now() >= code.issuedAt + codeLifetimeSeconds * 1000) {
    throw new OauthRefusal("oauth.code_expires", "invalid_grant", "Authorization code is expired.");
  }
  return code;
}

// A verifier without a registered challenge is ignored, as seen live on the web flow (PZ).
function checkVerifier(challenge: string | null, verifier: string | null): void {
  if (challenge === null) {
    return;
  }
  const description = "Code verifier or code challenge is invalid.";
  if (verifier === null || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) {
    throw new OauthRefusal("oauth.verifier_shape", "invalid_request", description);
  }
  if (createHash("sha256").update(verifier).digest("hex") !== challenge) {
    throw new OauthRefusal("oauth.verifier_matches", "invalid_request", description);
  }
}
