import { PageRefusal } from "../server/refusals";
import { type DeveloperApp, tiktokScopes } from "../world/developer-app";
import type { World } from "../world/world";
import { isRegisteredRedirect } from "./redirect-uri";

/** A well-formed wish for authorisation. */
export interface AuthorizeRequest {
  readonly app: DeveloperApp;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
  /** Lower-case hex SHA-256 of the verifier; null on the web platform, which has no PKCE (LKW, LKO). */
  readonly challenge: string | null;
  /** `disable_auto_auth=1`: always show the page. */
  readonly alwaysAsk: boolean;
}

/**
 * Reads the query of the authorise page.
 * @throws PageRefusal naming the field; TikTok shows these on its own page and never redirects (WILD).
 */
export function parseAuthorizeRequest(world: World, query: URLSearchParams): AuthorizeRequest {
  const app = parseApp(world, query);
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!isRegisteredRedirect(app, redirectUri, world.switches.loopback)) {
    throw new PageRefusal(
      "authorize.redirect_uri_registered",
      "redirect_uri",
      "10006",
      "It is not one of the app's registered redirect URIs, character by character.",
    );
  }
  if (query.get("response_type") !== "code") {
    throw new PageRefusal(
      "authorize.response_type_code",
      "response_type",
      "10003",
      "It must be: code.",
    );
  }
  const state = query.get("state") ?? "";
  if (state === "") {
    throw new PageRefusal("authorize.state_required", "state", "10003", "It is missing.");
  }
  world.secrets.add("state", state);
  return {
    app,
    scopes: parseScopes(app, query.get("scope") ?? ""),
    redirectUri,
    state,
    challenge: parseChallenge(app, query),
    alwaysAsk: parseDisableAutoAuth(query.get("disable_auto_auth")),
  };
}

function parseApp(world: World, query: URLSearchParams): DeveloperApp {
  const clientKey = query.get("client_key");
  if (clientKey === null) {
    throw new PageRefusal(
      "authorize.client_key_name",
      "client_key",
      "10003",
      "param_error: the parameter is called client_key.",
    );
  }
  const app = world.apps.get(clientKey);
  if (app === undefined) {
    throw new PageRefusal("authorize.client_key_known", "client_key", "10003", "No such app.");
  }
  return app;
}

function parseScopes(app: DeveloperApp, text: string): string[] {
  const known: readonly string[] = tiktokScopes;
  const scopes = text.split(",");
  if (scopes.some((scope) => !known.includes(scope))) {
    throw new PageRefusal(
      "authorize.scope_comma_list",
      "scope",
      "10033",
      "It must be a comma-separated list of TikTok's scopes.",
    );
  }
  const enabled: readonly string[] = app.scopes;
  if (scopes.some((scope) => !enabled.includes(scope))) {
    throw new PageRefusal(
      "authorize.scope_enabled",
      "scope",
      "10033",
      "The app has not been given every scope it asks for.",
    );
  }
  return [...new Set(scopes)];
}

function parseChallenge(app: DeveloperApp, query: URLSearchParams): string | null {
  if (app.platform === "web") {
    return null;
  }
  const challenge = query.get("code_challenge") ?? "";
  if (!/^[0-9a-f]{64}$/.test(challenge)) {
    throw new PageRefusal(
      "authorize.challenge_hex",
      "code_challenge",
      "10003",
      "A desktop app sends the lower-case hex SHA-256 of its verifier.",
    );
  }
  if (query.get("code_challenge_method") !== "S256") {
    throw new PageRefusal(
      "authorize.challenge_method",
      "code_challenge",
      "10003",
      "code_challenge_method must be S256.",
    );
  }
  return challenge;
}

function parseDisableAutoAuth(value: string | null): boolean {
  if (value !== null && value !== "0" && value !== "1") {
    throw new PageRefusal(
      "authorize.disable_auto_auth_values",
      "disable_auto_auth",
      "10003",
      "It must be 0 or 1.",
    );
  }
  return value === "1";
}
