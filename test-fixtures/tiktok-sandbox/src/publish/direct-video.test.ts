import { describe, expect, it } from "vitest";
import { directVideo } from "../../test/tiktok-client";
import { expectApiError, expectRule, withSandbox } from "../../test/with-sandbox";
import type { RuleId } from "../rules/rule-matrix";

const path = "/v2/post/publish/video/init/";
const POST = "The request post info is empty or incorrect";

const refused: { title: string; info: Record<string, unknown>[]; rule: RuleId }[] = [
  {
    title: "refuses an unknown privacy level",
    info: [{ privacy_level: "PUBLIC" }, { privacy_level: "self_only" }],
    rule: "direct.privacy_level_enum",
  },
  {
    title: "refuses a toggle that is no boolean and a title that is no string",
    info: [
      { disable_comment: "false" },
      { disable_duet: 0 },
      { is_aigc: "yes" },
      { brand_organic_toggle: 1 },
      { title: 5 },
      { privacy_level: ["SELF_ONLY"] },
    ],
    rule: "init.field_types",
  },
];

describe("direct video init", () => {
  for (const { title, info, rule } of refused) {
    it(title, () =>
      withSandbox(async ({ sandbox, client }) => {
        const { access } = await client.connect();
        for (const changes of info) {
          await sandbox.advance(10_000);
          const answer = await client.initDirect(access, { info: changes });
          expectApiError(answer, 400, "invalid_params", POST);
          expectRule(sandbox, rule);
        }
      }),
    );
  }

  it("refuses a direct post without post_info", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const { source_info } = directVideo();
      for (const body of [{ source_info }, { source_info, post_info: "title" }]) {
        expectApiError(await client.call(access, path, body), 400, "invalid_params", POST);
        expectRule(sandbox, "direct.post_info_required");
      }
    }));

  it("refuses a caption of 2201 UTF-16 units and takes 2200", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const emoji = "😀".repeat(1100);
      expect(emoji).toHaveLength(2200);
      expect((await client.initDirect(access, { info: { title: emoji } })).status).toBe(200);
      const answer = await client.initDirect(access, { info: { title: `${emoji}.` } });
      expectApiError(answer, 400, "invalid_params", POST);
      expectRule(sandbox, "direct.title_2200");
    }));

  it("answers privacy_level_option_mismatch without a privacy level", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const level of [undefined, null, ""]) {
        const answer = await client.initDirect(access, { info: { privacy_level: level } });
        expectApiError(answer, 403, "privacy_level_option_mismatch");
        expectRule(sandbox, "direct.privacy_level_required");
      }
    }));

  it("answers privacy_level_option_mismatch for a level the creator does not have", () =>
    withSandbox(async ({ sandbox, client }) => {
      const ada = await client.connect();
      const ben = await client.connect({ username: "ben.private" });
      for (const [token, level] of [
        [ada.access, "FOLLOWER_OF_CREATOR"],
        [ben.access, "PUBLIC_TO_EVERYONE"],
      ] as const) {
        const answer = await client.initDirect(token, { info: { privacy_level: level } });
        expectApiError(answer, 403, "privacy_level_option_mismatch");
        expectRule(sandbox, "direct.privacy_level_offered");
      }
      expect(sandbox.inspect.tasks()).toEqual([]);
    }));

  it("follows the account from public to private", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const everyone = { info: { privacy_level: "PUBLIC_TO_EVERYONE" } };
      expect((await client.initDirect(access, everyone)).status).toBe(200);
      sandbox.changeUser("ada.public", { privateAccount: true });
      const answer = await client.initDirect(access, everyone);
      expectApiError(answer, 403, "privacy_level_option_mismatch");
    }));

  it("refuses a direct post without brand toggles, unless switched", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const without = directVideo() as { post_info: Record<string, unknown> };
      delete without.post_info.brand_organic_toggle;
      expectApiError(await client.call(access, path, without), 400, "invalid_params", POST);
      expectRule(sandbox, "direct.brand_toggles");
      sandbox.setSwitches({ brandToggles: "optional" });
      expect((await client.call(access, path, without)).status).toBe(200);
    }));

  it("refuses branded content for self only, unless switched", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const branded = { info: { brand_content_toggle: true, privacy_level: "SELF_ONLY" } };
      expectApiError(await client.initDirect(access, branded), 400, "invalid_params", POST);
      expectRule(sandbox, "direct.branded_not_private");
      const open = { info: { brand_content_toggle: true, privacy_level: "PUBLIC_TO_EVERYONE" } };
      expect((await client.initDirect(access, open)).status).toBe(200);
      sandbox.setSwitches({ brandedPrivate: "accept" });
      expect((await client.initDirect(access, branded)).status).toBe(200);
    }));

  it("takes an invalid cover timestamp as the first frame", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const value of [-5, "soon", 1.5, 2000]) {
        const info = { video_cover_timestamp_ms: value };
        expect((await client.initDirect(access, { info })).status).toBe(200);
      }
      expect(sandbox.inspect.tasks().map((task) => task.postInfo.coverTimestampMs)).toEqual([
        null,
        null,
        null,
        2000,
      ]);
    }));

  it("refuses unknown fields at every depth, unless switched", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const whole = directVideo();
      const bodies = [
        { ...whole, extra: 1 },
        { ...whole, post_info: { ...whole.post_info, caption: "x" } },
        { ...whole, source_info: { ...whole.source_info, url: "x" } },
      ];
      for (const body of bodies) {
        expectApiError(await client.call(access, path, body), 400, "invalid_params");
        expectRule(sandbox, "init.unknown_fields");
      }
      sandbox.setSwitches({ unknownFields: "ignore" });
      for (const body of bodies) {
        expect((await client.call(access, path, body)).status).toBe(200);
      }
    }));

  it("answers 429 for the seventh direct init within a minute", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (let count = 0; count < 6; count += 1) {
        expect((await client.initDirect(access)).status).toBe(200);
      }
      expectApiError(await client.initDirect(access), 429, "rate_limit_exceeded");
      expectRule(sandbox, "direct.rate_6");
      const ben = await client.connect({ username: "ben.private" });
      expect((await client.initDirect(ben.access)).status).toBe(200);
      await sandbox.advance(60_000);
      expect((await client.initDirect(access)).status).toBe(200);
    }));

  it("keeps what the poster chose", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const info = { disable_comment: true, disable_stitch: true, is_aigc: true };
      await client.initDirect(access, { info });
      expect(sandbox.inspect.tasks()[0]?.postInfo).toMatchObject({
        title: "A title",
        privacyLevel: "SELF_ONLY",
        disableComment: true,
        disableDuet: false,
        disableStitch: true,
        aiGenerated: true,
      });
    }));
});
