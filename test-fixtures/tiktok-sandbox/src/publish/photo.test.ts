import { describe, expect, it } from "vitest";
import { photoPost } from "../../test/tiktok-client";
import { expectApiError, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP, DEFAULT_WEB_APP } from "../index";
import type { RuleId } from "../rules/rule-matrix";

const path = "/v2/post/publish/content/init/";
const POST = "The request post info is empty or incorrect";
const SOURCE = "The request source info is empty or incorrect";
const image = "https://media.example.com/1.jpg";

const refused: {
  title: string;
  changes: Parameters<typeof photoPost>[0][];
  message: string;
  rule: RuleId;
}[] = [
  {
    title: "refuses another media type, another mode, and the mode with a space",
    changes: [
      { top: { media_type: "VIDEO" } },
      { top: { media_type: undefined } },
      { top: { post_mode: "DIRECT POST" } },
      { top: { post_mode: undefined } },
    ],
    message: "Invalid media_type or post_mode",
    rule: "photo.media_type_and_mode",
  },
  {
    title: "refuses a photo post without post_info",
    changes: [{ top: { post_info: undefined } }],
    message: POST,
    rule: "photo.post_info_required",
  },
  {
    title: "refuses the fields of videos on a photo post",
    changes: [
      { info: { disable_duet: true } },
      { info: { disable_stitch: true } },
      { info: { is_aigc: true } },
      { info: { video_cover_timestamp_ms: 1 } },
    ],
    message: POST,
    rule: "init.unknown_fields",
  },
  {
    title: "refuses a file upload of photos",
    changes: [{ source: { source: "FILE_UPLOAD" } }],
    message: SOURCE,
    rule: "photo.pull_only",
  },
  {
    title: "refuses an image that is no URL",
    changes: [{ source: { photo_images: ["1.jpg"] } }, { source: { photo_images: [1] } }],
    message: SOURCE,
    rule: "photo.image_urls",
  },
  {
    title: "refuses a missing cover index and one beyond the images",
    changes: [
      { source: { photo_cover_index: undefined } },
      { source: { photo_cover_index: 1 } },
      { source: { photo_cover_index: -1 } },
      { source: { photo_cover_index: 0.5 } },
    ],
    message: SOURCE,
    rule: "photo.cover_index",
  },
];

describe("photo init", () => {
  for (const { title, changes, message, rule } of refused) {
    it(title, () =>
      withSandbox(async ({ sandbox, client }) => {
        const { access } = await client.connect();
        for (const change of changes) {
          expectApiError(await client.initPhoto(access, change), 400, "invalid_params", message);
          expectRule(sandbox, rule);
        }
      }),
    );
  }

  it("refuses no image and 36 images, and takes 35", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const images = (count: number) => ({ source: { photo_images: Array(count).fill(image) } });
      for (const count of [0, 36]) {
        expectApiError(
          await client.initPhoto(access, images(count)),
          400,
          "invalid_params",
          SOURCE,
        );
        expectRule(sandbox, "photo.count_1_to_35");
      }
      // 35 pass this gate and stop at the next one: nobody verified the host.
      expectApiError(await client.initPhoto(access, images(35)), 403, "url_ownership_unverified");
    }));

  it("refuses a photo title of 91 UTF-16 units and takes 90", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const long = await client.initPhoto(access, { info: { title: "é".repeat(91) } });
      expectApiError(long, 400, "invalid_params", POST);
      expectRule(sandbox, "photo.title_90");
      const fits = await client.initPhoto(access, { info: { title: "é".repeat(90) } });
      expectApiError(fits, 403, "url_ownership_unverified");
    }));

  it("refuses a description of 4001 UTF-16 units and takes 4000", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const long = await client.initPhoto(access, { info: { description: "a".repeat(4001) } });
      expectApiError(long, 400, "invalid_params", POST);
      expectRule(sandbox, "photo.description_4000");
      const fits = await client.initPhoto(access, { info: { description: "a".repeat(4000) } });
      expectApiError(fits, 403, "url_ownership_unverified");
    }));

  it("keeps only title and description of a photo draft", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const { value } = sandbox.urlProperties.addDomain(DEFAULT_WEB_APP.clientKey, "example.com");
      const [proof] = sandbox.urlProperties.list(DEFAULT_WEB_APP.clientKey);
      await sandbox.urlProperties.verify(DEFAULT_WEB_APP.clientKey, value, proof?.signature);
      sandbox.faults.add({ effect: { kind: "stuck-download" } });
      await client.initPhoto(access, {
        top: { post_mode: "MEDIA_UPLOAD" },
        info: { privacy_level: "PUBLIC_TO_EVERYONE", auto_add_music: true, disable_comment: true },
      });
      expect(sandbox.inspect.tasks()[0]?.postInfo).toMatchObject({
        title: "A title",
        description: "A description",
        privacyLevel: "",
        autoAddMusic: false,
        disableComment: false,
        coverIndex: 0,
      });
    }));

  it("answers app_version_check_failed below version 31.8 for a photo draft only", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const draft = { top: { post_mode: "MEDIA_UPLOAD" } };
      for (const version of ["31.7.9", "30.9"]) {
        sandbox.changeUser("ada.public", { appVersion: version });
        expectApiError(await client.initPhoto(access, draft), 400, "app_version_check_failed");
        expectRule(sandbox, "photo.app_version_31_8");
      }
      expectApiError(await client.initPhoto(access), 403, "url_ownership_unverified");
      sandbox.changeUser("ada.public", { appVersion: "31.8" });
      expectApiError(await client.initPhoto(access, draft), 403, "url_ownership_unverified");
    }));

  it("answers 429 for the seventh photo init within a minute", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (let count = 0; count < 6; count += 1) {
        expect((await client.initPhoto(access)).status).toBe(403);
      }
      expectApiError(await client.initPhoto(access), 429, "rate_limit_exceeded");
      expectRule(sandbox, "photo.rate_6");
    }));

  it("asks for the scope of the photo mode", () =>
    withSandbox(async ({ client }) => {
      const publish = await client.connect({ scopes: ["video.publish"] });
      const upload = await client.connect({ scopes: ["video.upload"] });
      const codeOf = async (token: string, mode: string) =>
        (await client.initPhoto(token, { top: { post_mode: mode } })).json.error.code as string;
      expect(await codeOf(publish.access, "DIRECT_POST")).toBe("url_ownership_unverified");
      expect(await codeOf(publish.access, "MEDIA_UPLOAD")).toBe("scope_not_authorized");
      expect(await codeOf(upload.access, "DIRECT_POST")).toBe("scope_not_authorized");
      expect(await codeOf(upload.access, "MEDIA_UPLOAD")).toBe("url_ownership_unverified");
    }));

  it("holds direct photo posts to audit, privacy level and caps", () =>
    withSandbox(async ({ sandbox, client }) => {
      const unaudited = await client.connect({ app: DEFAULT_UNAUDITED_APP });
      const { access } = await client.connect();
      const code = "unaudited_client_can_only_post_to_private_accounts";
      expectApiError(await client.initPhoto(unaudited.access), 403, code);
      const level = { info: { privacy_level: "FOLLOWER_OF_CREATOR" } };
      expectApiError(await client.initPhoto(access, level), 403, "privacy_level_option_mismatch");
      const missing = photoPost({ info: { privacy_level: undefined } });
      expectApiError(
        await client.call(access, path, missing),
        403,
        "privacy_level_option_mismatch",
      );
      sandbox.changeUser("ada.public", { dailyPostCap: 0, pendingShareCap: 0 });
      expectApiError(await client.initPhoto(access), 403, "spam_risk_too_many_posts");
      const draft = { top: { post_mode: "MEDIA_UPLOAD" } };
      expectApiError(
        await client.initPhoto(access, draft),
        403,
        "spam_risk_too_many_pending_share",
      );
    }));
});
