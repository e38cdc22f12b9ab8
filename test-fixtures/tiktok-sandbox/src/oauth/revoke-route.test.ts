import { describe, expect, it } from "vitest";
import { expectApiError, expectOauthError, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP, DEFAULT_WEB_APP } from "../index";

describe("revoking", () => {
  it("answers a revocation with an empty body, or braces by switch", () =>
    withSandbox(async ({ sandbox, client }) => {
      const first = await client.revoke((await client.connect()).access);
      expect({ status: first.status, text: first.text }).toEqual({ status: 200, text: "" });
      sandbox.setSwitches({ revokeBody: "{}" });
      const second = await client.revoke((await client.connect()).access);
      expect({ status: second.status, text: second.text }).toEqual({ status: 200, text: "{}" });
    }));

  it("kills the access token and the connection on revocation", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const other = await client.connect({ username: "ben.private" });
      await client.revoke(access);
      expectApiError(await client.creatorInfo(access), 401, "access_token_invalid");
      expect((await client.creatorInfo(other.access)).status).toBe(200);
      const valid = sandbox.inspect.tokens().filter((token) => token.valid);
      expect(new Set(valid.map((token) => token.username))).toEqual(new Set(["ben.private"]));
    }));

  it("refuses to revoke with an expired or unknown access token", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expectOauthError(await client.revoke("act.nothing"), "invalid_grant");
      await sandbox.advance(7_200_000);
      expectOauthError(await client.revoke(access), "invalid_grant");
      expectRule(sandbox, "oauth.revoke_live_access_token");
    }));

  it("refuses to revoke a token of another app", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expectOauthError(await client.revoke(access, DEFAULT_UNAUDITED_APP), "invalid_grant");
      expectRule(sandbox, "oauth.revoke_own_client");
      expect((await client.creatorInfo(access)).status).toBe(200);
    }));
});

describe("client credentials", () => {
  it("issues client tokens that cannot post", () =>
    withSandbox(async ({ client }) => {
      const { json } = await client.form("/v2/oauth/token/", {
        client_key: DEFAULT_WEB_APP.clientKey,
        client_secret: DEFAULT_WEB_APP.clientSecret,
        grant_type: "client_credentials",
      });
      expect(Object.keys(json)).toEqual(["access_token", "expires_in", "token_type"]);
      expect(json).toMatchObject({ expires_in: 7200, token_type: "Bearer" });
      expect(json.access_token).toMatch(/^clt\./);
      expectApiError(await client.initDirect(json.access_token), 401, "access_token_invalid");
    }));
});
