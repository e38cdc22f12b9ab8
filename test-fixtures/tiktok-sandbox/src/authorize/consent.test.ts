import { describe, expect, it } from "vitest";
import { expectErrorPage, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_WEB_APP } from "../index";

const callbackOf = (location: string | null) => new URL(location ?? "http://no.location");

describe("consent and callback", () => {
  it("returns a percent-encoded code with star and exclamation mark, the scopes and the state", () =>
    withSandbox(async ({ client }) => {
      const page = await client.get(client.authorizePath({ state: "a b&c" }));
      const location = (await client.decide(page)).headers.get("location") ?? "";
      expect(location.startsWith(`${DEFAULT_WEB_APP.redirectUris[0]}?code=`)).toBe(true);
      expect(location).toMatch(/code=[A-Za-z0-9]+%2A0%21[A-Za-z0-9]+\.va&/);
      const parameters = callbackOf(location).searchParams;
      expect(parameters.get("code")).toMatch(/^[A-Za-z0-9]+\*0![A-Za-z0-9]+\.va$/);
      expect(parameters.get("scopes")?.split(",")).toContain("video.publish");
      expect(parameters.get("state")).toBe("a b&c");
    }));

  it("grants only the scopes that the owner left ticked", () =>
    withSandbox(async ({ client }) => {
      const page = await client.get(client.authorizePath());
      const answer = await client.decide(page, { scopes: ["video.upload"] });
      const callback = callbackOf(answer.headers.get("location")).searchParams;
      expect(callback.get("scopes")).toBe("user.info.basic,video.upload");
      const tokens = await client.exchange(callback.get("code") ?? "");
      expect(tokens.json.scope).toBe("user.info.basic,video.upload");
    }));

  it("cannot grant a scope that was not asked for", () =>
    withSandbox(async ({ client }) => {
      const page = await client.get(client.authorizePath({ scope: "user.info.basic" }));
      const answer = await client.decide(page, { scopes: ["video.publish"] });
      const callback = callbackOf(answer.headers.get("location")).searchParams;
      expect(callback.get("scopes")).toBe("user.info.basic");
    }));

  it("redirects with access_denied when the owner cancels", () =>
    withSandbox(async ({ sandbox, client }) => {
      const page = await client.get(client.authorizePath());
      const answer = await client.decide(page, { decision: "deny" });
      const callback = callbackOf(answer.headers.get("location")).searchParams;
      expect(callback.get("error")).toBe("access_denied");
      expect(callback.get("error_description")).not.toBe("");
      expect(callback.get("state")).toBe("state-1");
      expect(callback.get("code")).toBeNull();
      expectRule(sandbox, "authorize.denied_redirects");
    }));

  it("refuses a consent page that was submitted before", () =>
    withSandbox(async ({ sandbox, client }) => {
      const page = await client.get(client.authorizePath());
      await client.decide(page);
      expectErrorPage(await client.decide(page), "request");
      expectRule(sandbox, "authorize.consent_page_once");
    }));

  it("redirects with access_denied when the account is gone", () =>
    withSandbox(async ({ sandbox, client }) => {
      const page = await client.get(client.authorizePath());
      sandbox.owner.deleteAccount("ada.public");
      const answer = await client.decide(page, { username: "ada.public" });
      const callback = callbackOf(answer.headers.get("location")).searchParams;
      expect(callback.get("error")).toBe("access_denied");
      expectRule(sandbox, "authorize.account_available");
    }));

  it("redirects with unauthorized_client for an app that is not approved", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { stage: "unapproved" });
      const answer = await client.get(client.authorizePath());
      const callback = callbackOf(answer.headers.get("location")).searchParams;
      expect(callback.get("error")).toBe("unauthorized_client");
      expect(callback.get("error_type")).toBe("client_key");
      expectRule(sandbox, "authorize.app_approved");
    }));

  it("redirects with non_sandbox_target for a user outside the sandbox", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, {
        stage: "sandbox",
        targetUsers: ["ben.private"],
      });
      const outside = await client.approve({ username: "ada.public" });
      expect(outside.get("error")).toBe("access_denied");
      expect(outside.get("error_type")).toBe("non_sandbox_target");
      expectRule(sandbox, "authorize.sandbox_target_user");
      expect((await client.approve({ username: "ben.private" })).get("code")).not.toBeNull();
    }));

  it("approves at once in the auto-approve mode, with the scopes of the switch", () =>
    withSandbox(
      async ({ client }) => {
        const answer = await client.get(client.authorizePath());
        const callback = callbackOf(answer.headers.get("location")).searchParams;
        expect(callback.get("code")).not.toBeNull();
        expect(callback.get("scopes")).toBe("user.info.basic,video.upload");
      },
      { switches: { autoApprove: "ada.public", autoApproveScopes: ["video.upload"] } },
    ));
});

describe("a live session", () => {
  async function loggedIn({ client }: Parameters<Parameters<typeof withSandbox>[0]>[0]) {
    const answer = await client.decide(await client.get(client.authorizePath()));
    const code = callbackOf(answer.headers.get("location")).searchParams.get("code") ?? "";
    await client.exchange(code);
    return { cookie: (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
  }

  it("reconnects the account already logged in without asking", () =>
    withSandbox(async (scene) => {
      const session = await loggedIn(scene);
      for (const value of [undefined, "0"]) {
        const path = scene.client.authorizePath({ disable_auto_auth: value });
        const answer = await scene.client.get(path, session);
        const callback = callbackOf(answer.headers.get("location")).searchParams;
        expect(callback.get("code")).not.toBeNull();
      }
    }));

  it("asks again when disable_auto_auth is 1", () =>
    withSandbox(async (scene) => {
      const session = await loggedIn(scene);
      const path = scene.client.authorizePath({ disable_auto_auth: "1" });
      const answer = await scene.client.get(path, session);
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('name="decision" value="approve"');
    }));
});
