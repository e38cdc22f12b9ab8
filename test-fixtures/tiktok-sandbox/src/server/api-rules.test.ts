import { describe, expect, it } from "vitest";
import { readAnswer } from "../../test/tiktok-client";
import { expectApiError, expectRule, withSandbox } from "../../test/with-sandbox";

const INVALID = "The access token is invalid or not found in the request.";
const creatorInfo = "/v2/post/publish/creator_info/query/";

describe("what every API call has in common", () => {
  it("answers 404 for a path without its trailing slash", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expect((await client.call(access, creatorInfo.slice(0, -1))).status).toBe(404);
      expectRule(sandbox, "api.path");
    }));

  it("answers 405 for the wrong method", () =>
    withSandbox(async ({ sandbox, client }) => {
      expect((await client.get(creatorInfo)).status).toBe(405);
      expectRule(sandbox, "api.method");
    }));

  it("answers access_token_invalid without a bearer token", () =>
    withSandbox(async ({ sandbox, client }) => {
      expectApiError(
        await client.get("/v2/user/info/?fields=open_id"),
        401,
        "access_token_invalid",
        INVALID,
      );
      expectRule(sandbox, "api.bearer_required");
    }));

  it("answers access_token_invalid for an unknown token", () =>
    withSandbox(async ({ sandbox, client }) => {
      expectApiError(await client.creatorInfo("act.nothing"), 401, "access_token_invalid", INVALID);
      expectRule(sandbox, "api.token_known");
    }));

  it("answers access_token_invalid for a revoked token", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      await client.revoke(access);
      expectApiError(await client.creatorInfo(access), 401, "access_token_invalid", INVALID);
      expectRule(sandbox, "api.token_not_revoked");
    }));

  it("answers access_token_invalid for an expired token", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      await sandbox.advance(7_199_999);
      expect((await client.creatorInfo(access)).status).toBe(200);
      await sandbox.advance(1);
      expectApiError(await client.creatorInfo(access), 401, "access_token_invalid", INVALID);
      expectRule(sandbox, "api.token_not_expired");
    }));

  it("answers scope_not_authorized at every endpoint whose scope was not granted", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect({ scopes: ["user.info.basic"] });
      const calls = [
        () => client.creatorInfo(access),
        () => client.initDirect(access),
        () => client.initInbox(access),
        () => client.initPhoto(access),
        () => client.initPhoto(access, { top: { post_mode: "MEDIA_UPLOAD" } }),
        () => client.status(access, "v_pub_file~v2-1.1"),
        () => client.cancel(access, "v_pub_file~v2-1.1"),
        () => client.call(access, "/v2/video/list/?fields=id"),
        () => client.call(access, "/v2/video/query/?fields=id"),
      ];
      for (const call of calls) {
        const message = "The user did not authorize the scope required";
        expectApiError(await call(), 401, "scope_not_authorized", message);
        expectRule(sandbox, "api.scope_granted");
      }
    }));

  it("refuses a body that is not declared as JSON", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const response = await fetch(sandbox.origin + creatorInfo, {
        method: "POST",
        headers: { authorization: `Bearer ${access}` },
        body: new URLSearchParams({ a: "1" }),
      });
      expectApiError(await readAnswer(response), 400, "invalid_params", "Content-Type");
      expectRule(sandbox, "api.json_content_type");
    }));

  it("refuses a body that is no JSON object", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const body of ["{", "[]", '"text"', "null"]) {
        const answer = await client.call(access, "/v2/post/publish/status/fetch/", body);
        expectApiError(answer, 400, "invalid_params");
        expectRule(sandbox, "api.json_object");
      }
    }));

  it("answers success with code ok and a log id", () =>
    withSandbox(async ({ client }) => {
      const answer = await client.creatorInfo((await client.connect()).access);
      expect(answer.json.error).toEqual({
        code: "ok",
        message: "",
        log_id: answer.headers.get("x-tt-logid"),
      });
    }));

  it("leaves data out of errors when the switch says so", () =>
    withSandbox(async ({ sandbox, client }) => {
      expect((await client.creatorInfo("act.nothing")).json.data).toEqual({});
      sandbox.setSwitches({ errorData: "absent" });
      expect((await client.creatorInfo("act.nothing")).json).not.toHaveProperty("data");
    }));

  it("calls the log id logid when the switch says so", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.setSwitches({ logIdField: "logid" });
      const { error } = (await client.creatorInfo("act.nothing")).json;
      expect(Object.keys(error)).toEqual(["code", "message", "logid"]);
    }));

  it("spells invalid_param as in the reference pages when the switch says so", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.setSwitches({ invalidParamSpelling: "invalid_param" });
      expectApiError(await client.initDirect(access, { source: {} }), 400, "invalid_param");
    }));

  it("keeps the rate window across a refresh", () =>
    withSandbox(async ({ client }) => {
      const { access, refresh } = await client.connect();
      for (let call = 0; call < 20; call += 1) await client.creatorInfo(access);
      const { json } = await client.refresh(refresh);
      expectApiError(await client.creatorInfo(json.access_token), 429, "rate_limit_exceeded");
    }));

  it("sends Retry-After with 429 only when the switch says so", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (let call = 0; call < 20; call += 1) await client.creatorInfo(access);
      expect((await client.creatorInfo(access)).headers.get("retry-after")).toBeNull();
      sandbox.setSwitches({ retryAfterSeconds: 17 });
      expect((await client.creatorInfo(access)).headers.get("retry-after")).toBe("17");
    }));

  it("checks the token before the scope, the scope before the body, and caps before audit, privacy and ownership", () =>
    withSandbox(async ({ sandbox, client }) => {
      const basic = await client.connect({ scopes: ["user.info.basic"] });
      const { access } = await client.connect();
      const everythingWrong = {
        info: { privacy_level: "FOLLOWER_OF_CREATOR" },
        source: { source: "PULL_FROM_URL", video_url: "https://nobody.example/v.mp4" },
      };
      const bad = { ...everythingWrong, info: { privacy_level: "NOBODY" } };
      expectApiError(await client.initDirect("act.nothing", bad), 401, "access_token_invalid");
      expectApiError(await client.initDirect(basic.access, bad), 401, "scope_not_authorized");
      sandbox.changeUser("ada.public", { banned: true });
      sandbox.changeApp("awsandboxweb0001", { audited: false });
      expectApiError(await client.initDirect(access, bad), 400, "invalid_params");
      const steps: [string, () => void][] = [
        [
          "spam_risk_user_banned_from_posting",
          () => sandbox.changeUser("ada.public", { banned: false }),
        ],
        [
          "unaudited_client_can_only_post_to_private_accounts",
          () => sandbox.changeApp("awsandboxweb0001", { audited: true }),
        ],
        [
          "privacy_level_option_mismatch",
          () => sandbox.changeUser("ada.public", { privateAccount: true }),
        ],
        ["url_ownership_unverified", () => undefined],
      ];
      for (const [code, mend] of steps) {
        expectApiError(await client.initDirect(access, everythingWrong), 403, code);
        mend();
      }
    }));
});
