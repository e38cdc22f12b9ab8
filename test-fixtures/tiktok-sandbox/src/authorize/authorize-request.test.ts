import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { expectErrorPage, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_DESKTOP_APP, DEFAULT_WEB_APP, type RuleId } from "../index";
import type { DeveloperAppInput } from "../world/developer-app";

interface PageCase {
  title: string;
  changes: Record<string, string | undefined>;
  field: string;
  rule: RuleId;
  app?: DeveloperAppInput;
}

const challenge = createHash("sha256").update("v".repeat(43)).digest();
const desktop = {
  redirect_uri: "http://127.0.0.1:5555/oauth/tiktok/callback",
  code_challenge: challenge.toString("hex"),
  code_challenge_method: "S256",
};

const refused: PageCase[] = [
  {
    title: "shows errCode 10003 when client_id is sent instead of client_key",
    changes: { client_key: undefined, client_id: DEFAULT_WEB_APP.clientKey },
    field: "client_key",
    rule: "authorize.client_key_name",
  },
  {
    title: "shows an error page for an unknown client key",
    changes: { client_key: "awnobody" },
    field: "client_key",
    rule: "authorize.client_key_known",
  },
  {
    title: "shows an error page for a redirect URI that differs by a trailing slash",
    changes: { redirect_uri: `${DEFAULT_WEB_APP.redirectUris[0]}/` },
    field: "redirect_uri",
    rule: "authorize.redirect_uri_registered",
  },
  {
    title: "shows an error page for another response type",
    changes: { response_type: "token" },
    field: "response_type",
    rule: "authorize.response_type_code",
  },
  {
    title: "shows an error page without a state",
    changes: { state: undefined },
    field: "state",
    rule: "authorize.state_required",
  },
  {
    title: "shows an error page for scopes separated by spaces",
    changes: { scope: "user.info.basic video.publish" },
    field: "scope",
    rule: "authorize.scope_comma_list",
  },
  {
    title: "shows an error page for another value of disable_auto_auth",
    changes: { disable_auto_auth: "true" },
    field: "disable_auto_auth",
    rule: "authorize.disable_auto_auth_values",
  },
  {
    title: "shows an error page for a base64url challenge",
    app: DEFAULT_DESKTOP_APP,
    changes: { ...desktop, code_challenge: challenge.toString("base64url") },
    field: "code_challenge",
    rule: "authorize.challenge_hex",
  },
  {
    title: "shows an error page for the plain challenge method",
    app: DEFAULT_DESKTOP_APP,
    changes: { ...desktop, code_challenge_method: "plain" },
    field: "code_challenge",
    rule: "authorize.challenge_method",
  },
];

describe("the authorise page", () => {
  for (const { title, changes, field, rule, app } of refused) {
    it(title, () =>
      withSandbox(async ({ sandbox, client }) => {
        const page = await client.get(client.authorizePath(changes, app));
        expectErrorPage(page, field);
        expectRule(sandbox, rule);
        if (rule === "authorize.client_key_name") expect(page.text).toContain("errCode 10003");
      }),
    );
  }

  it("shows an error page for a scope the app was not given", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { scopes: ["user.info.basic"] });
      const page = await client.get(
        client.authorizePath({ scope: "user.info.basic,video.publish" }),
      );
      expectErrorPage(page, "scope");
      expectRule(sandbox, "authorize.scope_enabled");
    }));

  it("takes any port where a desktop app registered a star", () =>
    withSandbox(async ({ client }) => {
      for (const port of [1024, 5555, 65535]) {
        const redirect = `http://127.0.0.1:${port}/oauth/tiktok/callback`;
        const path = client.authorizePath(
          { ...desktop, redirect_uri: redirect },
          DEFAULT_DESKTOP_APP,
        );
        const page = await client.get(path);
        expect(page.status).toBe(200);
        const callback = await client.decide(page);
        expect(callback.headers.get("location")).toContain(`${redirect}?code=`);
      }
      const otherPath = client.authorizePath(
        { ...desktop, redirect_uri: "http://127.0.0.1:5555/elsewhere" },
        DEFAULT_DESKTOP_APP,
      );
      expectErrorPage(await client.get(otherPath), "redirect_uri");
    }));

  it("escapes what an app is called", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { name: `<script>"&'` });
      const page = await client.get(client.authorizePath());
      expect(page.text).toContain("&lt;script&gt;&quot;&amp;&#39;");
      expect(page.text).not.toContain("<script>");
    }));
});
