import type { AuthorizationCallback, Credential } from "@upload-post/core/connector";
import {
  isUploadPostError,
  OutcomeUnknownError,
  PlatformContractError,
} from "@upload-post/core/errors";
import type { TiktokApi } from "../api/tiktok-api";
import type { TiktokSettings } from "../settings/read-settings";
import { readTokenAnswer } from "./read-token-answer";
import { refuseCallback } from "./refuse-callback";
import { splitScopes } from "./scopes";

/**
 * Exchanges the callback's code for a credential (2.1). The code goes out exactly as the host decoded
 * it, once: `*` and `!` are part of it (1.3).
 *
 * @throws AuthorizationRequiredError with reason `denied` when the owner refused.
 * @throws OutcomeUnknownError when the answer to the exchange was lost: codes are single use.
 */
export async function completeAuthorization(
  callback: AuthorizationCallback,
  { settings, api }: { readonly settings: TiktokSettings; readonly api: TiktokApi },
): Promise<Credential> {
  const refusal = refuseCallback(callback.parameters);
  if (refusal !== null) throw refusal;
  const code = callback.parameters.code ?? "";
  if (code === "") {
    throw new PlatformContractError({
      message:
        "TikTok sent the owner back without a code and without an error. Start the connection again.",
      platform: { name: "tiktok", code: null, logId: null },
    });
  }
  const verifier = callback.secrets.code_verifier;
  const askedAt = settings.now();
  const body = await exchange(() =>
    api.oauth({
      path: "/v2/oauth/token/",
      emptyBody: "lost",
      signal: callback.signal,
      fields: {
        client_key: settings.clientKey,
        client_secret: settings.clientSecret.reveal(),
        code,
        grant_type: "authorization_code",
        redirect_uri: callback.redirectUri,
        ...(verifier === undefined ? {} : { code_verifier: verifier.reveal() }),
      },
    }),
  );
  const scopes = splitScopes(callback.parameters.scopes ?? "");
  return readTokenAnswer(body, { credential: null, scopes, askedAt });
}

/** A lost answer to an exchange is worth its own name: the code is spent and cannot be tried again. */
async function exchange(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    const lost =
      isUploadPostError(error) &&
      error.code === "platform_unavailable" &&
      error.effect === "possible";
    if (!lost) throw error;
    throw new OutcomeUnknownError({
      message:
        "TikTok's answer to the exchange of the authorisation code was lost, and a code works once. Start the connection again.",
      platform: error.platform,
      cause: error,
    });
  }
}
