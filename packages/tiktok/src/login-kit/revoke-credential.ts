import type { CredentialRequest, RevocationResult } from "@upload-post/core/connector";
import { AuthorizationRequiredError, isUploadPostError } from "@upload-post/core/errors";
import type { TiktokApi } from "../api/tiktok-api";
import type { TiktokSettings } from "../settings/read-settings";
import { requireSecret } from "./require-secret";

/** Codes by which TikTok says that it does not know the token (any more). */
const goneCodes = new Set(["invalid_grant", "access_token_invalid"]);

/**
 * Withdraws the grant by its access token (2.3). The body of a success is empty or `{}`.
 *
 * @throws AuthorizationRequiredError with reason `expired` when the access token is past its time and
 * TikTok does not know it: the grant may still live in its refresh token. Refresh, then revoke.
 */
export async function revokeCredential(
  { credential, signal }: CredentialRequest,
  { settings, api }: { readonly settings: TiktokSettings; readonly api: TiktokApi },
): Promise<RevocationResult> {
  try {
    await api.oauth({
      path: "/v2/oauth/revoke/",
      emptyBody: "answer",
      signal,
      fields: {
        client_key: settings.clientKey,
        client_secret: settings.clientSecret.reveal(),
        token: requireSecret(credential, "access_token").reveal(),
      },
    });
    return "revoked";
  } catch (error) {
    const gone = isUploadPostError(error) && goneCodes.has(error.platform?.code ?? "");
    if (!gone) throw error;
    const expired =
      credential.expiresAt !== null && credential.expiresAt.getTime() <= settings.now().getTime();
    if (!expired) return "already-gone";
    throw new AuthorizationRequiredError({
      reason: "expired",
      message:
        "The access token had expired before TikTok was asked to withdraw the grant. Refresh the credential, then revoke again.",
      platform: error.platform,
    });
  }
}
