import type { Credential, CredentialRequest } from "@upload-post/core/connector";
import type { TiktokApi } from "../api/tiktok-api";
import type { TiktokSettings } from "../settings/read-settings";
import { readTokenAnswer } from "./read-token-answer";
import { requireSecret } from "./require-secret";

/**
 * Exchanges the refresh token for a new pair (2.1). The old one is dead once TikTok has answered, so
 * the result must be stored before it is used.
 *
 * @throws AuthorizationRequiredError with reason `revoked` for `invalid_grant`.
 * @throws PlatformUnavailableError with `effect: "possible"` when the answer was lost.
 */
export async function refreshCredential(
  { credential, signal }: CredentialRequest,
  { settings, api }: { readonly settings: TiktokSettings; readonly api: TiktokApi },
): Promise<Credential> {
  const askedAt = settings.now();
  const body = await api.oauth({
    path: "/v2/oauth/token/",
    emptyBody: "lost",
    signal,
    fields: {
      client_key: settings.clientKey,
      client_secret: settings.clientSecret.reveal(),
      grant_type: "refresh_token",
      refresh_token: requireSecret(credential, "refresh_token").reveal(),
    },
  });
  return readTokenAnswer(body, { credential, scopes: credential.grantedScopes, askedAt });
}
