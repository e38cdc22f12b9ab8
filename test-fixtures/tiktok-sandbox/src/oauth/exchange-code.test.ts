import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  expectOauthError,
  expectRule,
  type SandboxScene,
  withSandbox,
} from "../../test/with-sandbox";
import { DEFAULT_DESKTOP_APP, DEFAULT_UNAUDITED_APP, DEFAULT_WEB_APP } from "../index";

const codeOf = async ({ client }: SandboxScene) => (await client.approve()).get("code") ?? "";

const client = {
  client_key: DEFAULT_WEB_APP.clientKey,
  client_secret: DEFAULT_WEB_APP.clientSecret,
};

describe("the token endpoint", () => {
  it("refuses a JSON body at the token endpoint", () =>
    withSandbox(async ({ sandbox }) => {
      const response = await fetch(`${sandbox.origin}/v2/oauth/token/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ ...client, grant_type: "client_credentials" }),
      });
      const json = await response.json();
      expect(json).toMatchObject({
        error: "invalid_request",
        error_description: "Only `application/x-www-form-urlencoded` is accepted as Content-Type.",
      });
      expectRule(sandbox, "oauth.form_only");
    }));

  it("refuses a token request without a client key, a grant type, a code or a redirect URI", () =>
    withSandbox(async (scene) => {
      const whole: Record<string, string> = {
        ...client,
        grant_type: "authorization_code",
        code: await codeOf(scene),
        redirect_uri: DEFAULT_WEB_APP.redirectUris[0],
      };
      for (const missing of ["client_key", "grant_type", "code", "redirect_uri"]) {
        const fields = Object.fromEntries(
          Object.entries(whole).filter(([name]) => name !== missing),
        );
        const answer = await scene.client.form("/v2/oauth/token/", fields);
        expectOauthError(answer, "invalid_request", "The request parameters are malformed.");
        expectRule(scene.sandbox, "oauth.required_fields");
      }
      expect((await scene.client.form("/v2/oauth/token/", whole)).json.token_type).toBe("Bearer");
    }));

  it("says that the client secret is missing", () =>
    withSandbox(async ({ sandbox, client: tiktok }) => {
      const fields = { client_key: client.client_key, grant_type: "client_credentials" };
      const answer = await tiktok.form("/v2/oauth/token/", fields);
      expectOauthError(answer, "invalid_request", "Client secret is missed in request.");
      expectRule(sandbox, "oauth.client_secret_required");
    }));

  it("answers invalid_client for an unknown client key", () =>
    withSandbox(async ({ sandbox, client: tiktok }) => {
      const fields = { ...client, client_key: "awnobody", grant_type: "client_credentials" };
      expectOauthError(await tiktok.form("/v2/oauth/token/", fields), "invalid_client");
      expectRule(sandbox, "oauth.client_known");
    }));

  it("answers invalid_client for a wrong client secret", () =>
    withSandbox(async ({ sandbox, client: tiktok }) => {
      const fields = { ...client, client_secret: "wrong", grant_type: "client_credentials" };
      expectOauthError(await tiktok.form("/v2/oauth/token/", fields), "invalid_client");
      expectRule(sandbox, "oauth.client_secret_matches");
    }));

  it("answers unsupported_grant_type for another grant type", () =>
    withSandbox(async ({ sandbox, client: tiktok }) => {
      const answer = await tiktok.form("/v2/oauth/token/", { ...client, grant_type: "password" });
      expectOauthError(answer, "unsupported_grant_type");
      expectRule(sandbox, "oauth.grant_type_known");
    }));

  it("answers a flat error with HTTP 200, or the status of the switch", () =>
    withSandbox(async ({ sandbox, client: tiktok }) => {
      const answer = await tiktok.exchange("nothing");
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json)).toEqual(["error", "error_description", "log_id"]);
      sandbox.setSwitches({ oauthErrorStatus: 400 });
      expect((await tiktok.exchange("nothing")).status).toBe(400);
    }));

  it("gives every error a log id of the documented shape", () =>
    withSandbox(async ({ client: tiktok }) => {
      const answer = await tiktok.exchange("nothing");
      expect(answer.json.log_id).toMatch(/^20261122120000[0-9A-F]{20}$/);
      expect(answer.headers.get("x-tt-logid")).toBe(answer.json.log_id);
    }));
});

describe("exchanging a code", () => {
  it("answers a flat token object with its seven fields", () =>
    withSandbox(async (scene) => {
      const { json } = await scene.client.exchange(await codeOf(scene));
      expect(Object.keys(json).sort()).toEqual([
        "access_token",
        "expires_in",
        "open_id",
        "refresh_expires_in",
        "refresh_token",
        "scope",
        "token_type",
      ]);
      expect(json.access_token).toMatch(/^act\./);
      expect(json.refresh_token).toMatch(/^rft\./);
      expect(json.token_type).toBe("Bearer");
    }));

  it("answers invalid_grant for an unknown code", () =>
    withSandbox(async ({ sandbox, client: tiktok }) => {
      expectOauthError(await tiktok.exchange("nothing"), "invalid_grant");
      expectRule(sandbox, "oauth.code_known");
    }));

  it("answers invalid_grant for a code that is still percent-encoded", () =>
    withSandbox(async (scene) => {
      const encoded = (await codeOf(scene)).replace("*", "%2A").replace("!", "%21");
      expectOauthError(await scene.client.exchange(encoded), "invalid_grant");
      expectRule(scene.sandbox, "oauth.code_known");
    }));

  it("answers invalid_grant for a code of another app", () =>
    withSandbox(async (scene) => {
      const code = await codeOf(scene);
      expectOauthError(await scene.client.exchange(code, DEFAULT_UNAUDITED_APP), "invalid_grant");
      expectRule(scene.sandbox, "oauth.code_own_client");
    }));

  it("answers invalid_grant for a code used before", () =>
    withSandbox(async (scene) => {
      const code = await codeOf(scene);
      await scene.client.exchange(code);
      expectOauthError(await scene.client.exchange(code), "invalid_grant");
      expectRule(scene.sandbox, "oauth.code_single_use");
      scene.sandbox.setSwitches({ codeSingleUse: false });
      expect((await scene.client.exchange(code)).json.access_token).toMatch(/^act\./);
    }));

  it("answers invalid_grant for an expired code", () =>
    withSandbox(async (scene) => {
      const code = await codeOf(scene);
      await scene.sandbox.advance(59_999);
      const second = await codeOf(scene);
      expect((await scene.client.exchange(code)).json.token_type).toBe("Bearer");
      await scene.sandbox.advance(60_000);
      const answer = await scene.client.exchange(second);
      expectOauthError(answer, "invalid_grant", "Authorization code is expired.");
      expectRule(scene.sandbox, "oauth.code_expires");
    }));

  it("says that the redirect URI does not match", () =>
    withSandbox(async (scene) => {
      const changes = { redirect_uri: `${DEFAULT_WEB_APP.redirectUris[0]}/` };
      const answer = await scene.client.exchange(await codeOf(scene), DEFAULT_WEB_APP, changes);
      expectOauthError(
        answer,
        "invalid_request",
        "Redirect_uri is not matched with the uri when requesting code.",
      );
      expectRule(scene.sandbox, "oauth.redirect_uri_identical");
    }));

  it("ignores a verifier on the web flow", () =>
    withSandbox(async (scene) => {
      const answer = await scene.client.exchange(await codeOf(scene), DEFAULT_WEB_APP, {
        code_verifier: "short",
      });
      expect(answer.json.token_type).toBe("Bearer");
    }));
});

describe("exchanging a code with PKCE", () => {
  const redirect = "http://127.0.0.1:5555/oauth/tiktok/callback";
  const description = "Code verifier or code challenge is invalid.";

  async function desktopCode({ client: tiktok }: SandboxScene, verifier: string) {
    const path = tiktok.authorizePath(
      {
        redirect_uri: redirect,
        code_challenge: createHash("sha256").update(verifier).digest("hex"),
        code_challenge_method: "S256",
      },
      DEFAULT_DESKTOP_APP,
    );
    const answer = await tiktok.decide(await tiktok.get(path));
    return new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
  }

  const exchange = ({ client: tiktok }: SandboxScene, code: string, verifier?: string) =>
    tiktok.exchange(code, DEFAULT_DESKTOP_APP, {
      redirect_uri: redirect,
      ...(verifier === undefined ? {} : { code_verifier: verifier }),
    });

  it("refuses a verifier of 42 characters", () =>
    withSandbox(async (scene) => {
      for (const verifier of ["v".repeat(42), "v".repeat(129), `${"v".repeat(43)}+`]) {
        const answer = await exchange(scene, await desktopCode(scene, verifier), verifier);
        expectOauthError(answer, "invalid_request", description);
        expectRule(scene.sandbox, "oauth.verifier_shape");
      }
      const missing = await exchange(scene, await desktopCode(scene, "v".repeat(43)));
      expectOauthError(missing, "invalid_request", description);
    }));

  it("refuses a verifier that does not hash to the challenge", () =>
    withSandbox(async (scene) => {
      const code = await desktopCode(scene, "v".repeat(43));
      expectOauthError(await exchange(scene, code, "w".repeat(43)), "invalid_request", description);
      expectRule(scene.sandbox, "oauth.verifier_matches");
      expect((await exchange(scene, code, "v".repeat(43))).json.token_type).toBe("Bearer");
    }));
});
