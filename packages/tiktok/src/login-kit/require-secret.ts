import type { Credential, Secret } from "@upload-post/core/connector";
import { AuthorizationRequiredError } from "@upload-post/core/errors";

/** The secrets of a TikTok credential. */
export type TiktokSecretName = "access_token" | "refresh_token";

/**
 * Takes a secret out of a credential.
 *
 * @throws AuthorizationRequiredError when it is not there: the credential is not one of this connector.
 */
export function requireSecret(credential: Credential, name: TiktokSecretName): Secret {
  const secret = credential.secrets[name];
  if (secret !== undefined) return secret;
  throw new AuthorizationRequiredError({
    reason: "revoked",
    message: `The stored TikTok credential has no ${name}. The owner must connect the account again.`,
  });
}
