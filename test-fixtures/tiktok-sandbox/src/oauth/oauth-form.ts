import type { SandboxRequest } from "../server/exchange";
import { OauthRefusal } from "../server/refusals";
import type { DeveloperApp } from "../world/developer-app";
import type { World } from "../world/world";

/**
 * Reads a form body.
 * @throws OauthRefusal for any other content type (WILD: the live text).
 */
export function readOauthForm(request: SandboxRequest): URLSearchParams {
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw new OauthRefusal(
      "oauth.form_only",
      "invalid_request",
      "Only `application/x-www-form-urlencoded` is accepted as Content-Type.",
    );
  }
  return new URLSearchParams(request.body);
}

/**
 * A field that must be there.
 * @throws OauthRefusal when it is missing or empty.
 */
export function requiredField(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value === null || value === "") {
    throw new OauthRefusal(
      "oauth.required_fields",
      "invalid_request",
      "The request parameters are malformed.",
    );
  }
  return value;
}

/**
 * Authenticates the client from its form fields.
 * @throws OauthRefusal when the secret is missing (CAT), or either is wrong (OAE).
 */
export function authenticateClient(world: World, form: URLSearchParams): DeveloperApp {
  const clientKey = requiredField(form, "client_key");
  const secret = form.get("client_secret");
  if (secret === null || secret === "") {
    throw new OauthRefusal(
      "oauth.client_secret_required",
      "invalid_request",
      "Client secret is missed in request.",
    );
  }
  const app = world.apps.get(clientKey);
  if (app === undefined) {
    throw new OauthRefusal(
      "oauth.client_known",
      "invalid_client",
      "Client key or secret is incorrect.",
    );
  }
  if (app.clientSecret !== secret) {
    throw new OauthRefusal(
      "oauth.client_secret_matches",
      "invalid_client",
      "Client key or secret is incorrect.",
    );
  }
  return app;
}
