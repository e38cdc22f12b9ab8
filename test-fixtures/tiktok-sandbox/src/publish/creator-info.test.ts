import { describe, expect, it } from "vitest";
import { expectApiError, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP, DEFAULT_WEB_APP } from "../index";

describe("creator info", () => {
  it("offers a public account everyone, friends and self", () =>
    withSandbox(async ({ client }) => {
      const { data } = (await client.creatorInfo((await client.connect()).access)).json;
      expect(data.privacy_level_options).toEqual([
        "PUBLIC_TO_EVERYONE",
        "MUTUAL_FOLLOW_FRIENDS",
        "SELF_ONLY",
      ]);
    }));

  it("offers a private account followers, friends and self", () =>
    withSandbox(async ({ client }) => {
      const { access } = await client.connect({ username: "ben.private" });
      expect((await client.creatorInfo(access)).json.data.privacy_level_options).toEqual([
        "FOLLOWER_OF_CREATOR",
        "MUTUAL_FOLLOW_FRIENDS",
        "SELF_ONLY",
      ]);
    }));

  it("reports disabled interactions, and duet and stitch as disabled on a private account", () =>
    withSandbox(async ({ client }) => {
      const flags = async (username: string) => {
        const { access } = await client.connect({ username });
        const { data } = (await client.creatorInfo(access)).json;
        return [data.comment_disabled, data.duet_disabled, data.stitch_disabled];
      };
      expect(await flags("ada.public")).toEqual([false, false, false]);
      expect(await flags("ben.private")).toEqual([false, true, true]);
      expect(await flags("cleo.quiet")).toEqual([true, true, true]);
    }));

  it("takes an empty body and braces alike", () =>
    withSandbox(async ({ client }) => {
      const { access } = await client.connect();
      const path = "/v2/post/publish/creator_info/query/";
      const empty = await client.call(access, path, "");
      const braces = await client.call(access, path, {});
      expect(empty.json.data).toEqual(braces.json.data);
      expect(empty.json.data.max_video_post_duration_sec).toBe(300);
    }));

  it("does not tell an unaudited app that it is unaudited", () =>
    withSandbox(async ({ client }) => {
      const audited = await client.connect();
      const unaudited = await client.connect({ app: DEFAULT_UNAUDITED_APP });
      expect((await client.creatorInfo(unaudited.access)).json.data).toEqual(
        (await client.creatorInfo(audited.access)).json.data,
      );
    }));

  it("tells creator info of a banned user with HTTP 200", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.owner.ban("ada.public");
      const answer = await client.creatorInfo(access);
      expectApiError(answer, 200, "spam_risk_user_banned_from_posting");
      expectRule(sandbox, "creator.banned_200");
    }));

  it("tells creator info of the daily cap with HTTP 200", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.changeUser("ada.public", { dailyPostCap: 1 });
      await client.initDirect(access);
      expectApiError(await client.creatorInfo(access), 200, "spam_risk_too_many_posts");
      expectRule(sandbox, "creator.too_many_posts_200");
    }));

  it("tells creator info of the active-user cap with HTTP 200", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { activeUserCap: 1 });
      const ada = await client.connect();
      const ben = await client.connect({ username: "ben.private" });
      await client.initDirect(ada.access);
      expectApiError(await client.creatorInfo(ben.access), 200, "reached_active_user_cap");
      expectRule(sandbox, "creator.active_user_cap_200");
      expect((await client.creatorInfo(ada.access)).json.error.code).toBe("ok");
    }));

  it("answers 429 for the 21st creator info call within a minute", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (let call = 0; call < 20; call += 1) {
        await sandbox.advance(1000);
        expect((await client.creatorInfo(access)).status).toBe(200);
      }
      expectApiError(await client.creatorInfo(access), 429, "rate_limit_exceeded");
      expectRule(sandbox, "creator.rate_20");
      // The window slides: a minute after the first call there is room for exactly one more.
      await sandbox.advance(41_000);
      expect((await client.creatorInfo(access)).status).toBe(200);
      expect((await client.creatorInfo(access)).status).toBe(429);
    }));
});
