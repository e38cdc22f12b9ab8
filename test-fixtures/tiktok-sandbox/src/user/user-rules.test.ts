import { describe, expect, it } from "vitest";
import type { Answer } from "../../test/tiktok-client";
import { fileSource } from "../../test/tiktok-client";
import {
  expectApiError,
  expectRule,
  type SandboxScene,
  withSandbox,
} from "../../test/with-sandbox";
import type { RuleId } from "../rules/rule-matrix";

async function post(scene: SandboxScene, access: string, privacyLevel: string): Promise<void> {
  const init = await scene.client.initDirect(access, {
    info: { privacy_level: privacyLevel, title: privacyLevel },
    source: fileSource(1),
  });
  await scene.client.put(init.json.data.upload_url, Buffer.from("x"));
  await scene.sandbox.advance(60_000);
}

async function expect601st(
  call: () => Promise<Answer>,
  scene: SandboxScene,
  rule: RuleId,
): Promise<void> {
  for (let count = 0; count < 600; count += 1) {
    expect((await call()).status).toBe(200);
  }
  expectApiError(await call(), 429, "rate_limit_exceeded", "The API rate limit was exceeded.");
  expectRule(scene.sandbox, rule);
  await scene.sandbox.advance(60_000);
  expect((await call()).status).toBe(200);
}

describe("user info", () => {
  it("refuses user info without fields", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expectApiError(await client.userInfo(access, ""), 400, "invalid_params");
      expectRule(sandbox, "user.fields_required");
    }));

  it("refuses user info for an unknown field", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expectApiError(await client.userInfo(access, "open_id,shoe_size"), 400, "invalid_params");
      expectRule(sandbox, "user.fields_known");
    }));

  it("answers scope_not_authorized for a field outside the granted scopes", () =>
    withSandbox(async ({ client }) => {
      const { access } = await client.connect({ scopes: ["user.info.basic"] });
      for (const field of ["username", "bio_description", "follower_count", "video_count"]) {
        const answer = await client.userInfo(access, `open_id,${field}`);
        expectApiError(answer, 401, "scope_not_authorized");
      }
      expect((await client.userInfo(access, "open_id")).status).toBe(200);
    }));

  it("answers the basic fields in the documented envelope", () =>
    withSandbox(async ({ client }) => {
      const tokens = await client.exchange((await client.approve()).get("code") ?? "");
      const fields = "open_id,union_id,avatar_url,avatar_url_100,avatar_large_url,display_name";
      const { json } = await client.userInfo(tokens.json.access_token, fields);
      expect(Object.keys(json.data.user)).toEqual(fields.split(","));
      expect(json.data.user).toMatchObject({
        open_id: tokens.json.open_id,
        display_name: "Ada Public",
      });
      expect(json.error.code).toBe("ok");
    }));

  it("answers 429 for the 601st user info call within a minute", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      await expect601st(() => scene.client.userInfo(access, "open_id"), scene, "user.rate_600");
    }));

  it("shares the read quota among the users of an app, unless switched", () =>
    withSandbox(async ({ sandbox, client }) => {
      const ada = await client.connect();
      const ben = await client.connect({ username: "ben.private" });
      for (let count = 0; count < 600; count += 1) await client.userInfo(ada.access, "open_id");
      expect((await client.userInfo(ben.access, "open_id")).status).toBe(429);
      sandbox.setSwitches({ readQuota: "user" });
      expect((await client.userInfo(ben.access, "open_id")).status).toBe(200);
    }));
});

describe("the Display API", () => {
  const list = "/v2/video/list/";
  const query = "/v2/video/query/";

  it("refuses a video list without fields in the query", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expectApiError(await client.call(access, list, { fields: ["id"] }), 400, "invalid_params");
      expectRule(sandbox, "display.fields_in_query");
    }));

  it("refuses a page of 21 videos", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const path = `${list}?fields=id`;
      expectApiError(await client.call(access, path, { max_count: 21 }), 400, "invalid_params");
      expectRule(sandbox, "display.page_at_most_20");
      expect((await client.call(access, path, { max_count: 20 })).status).toBe(200);
    }));

  it("lists only public posts, newest first, with string ids", () =>
    withSandbox(
      async (scene) => {
        const { access } = await scene.client.connect();
        for (const level of ["PUBLIC_TO_EVERYONE", "SELF_ONLY", "PUBLIC_TO_EVERYONE"]) {
          await post(scene, access, level);
        }
        const ids = scene.sandbox.inspect
          .tasks()
          .flatMap((task) => task.posts)
          .filter((one) => one.public)
          .map((one) => one.id);
        expect(ids).toHaveLength(2);
        const path = `${list}?fields=id,title`;
        const first = await scene.client.call(access, path, { max_count: 1 });
        expect(first.json.data.videos).toEqual([{ id: ids[1], title: "PUBLIC_TO_EVERYONE" }]);
        expect(first.json.data.has_more).toBe(true);
        const next = { max_count: 1, cursor: first.json.data.cursor };
        const second = await scene.client.call(access, path, next);
        expect(second.json.data.videos[0].id).toBe(ids[0]);
        expect(second.json.data.has_more).toBe(false);
      },
      { switches: { mediaChecks: "off" } },
    ));

  it("answers 429 for the 601st video list within a minute", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      await expect601st(
        () => scene.client.call(access, `${list}?fields=id`),
        scene,
        "display.list_rate_600",
      );
    }));

  it("refuses a video query without a list of ids", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const body of [{}, { filters: {} }, { filters: { video_ids: [1] } }]) {
        const answer = await client.call(access, `${query}?fields=id`, body);
        expectApiError(answer, 400, "invalid_params");
        expectRule(sandbox, "display.query_filters");
      }
    }));

  it("answers ok with an empty list for an unknown video id", () =>
    withSandbox(async ({ client }) => {
      const { access } = await client.connect();
      const body = { filters: { video_ids: ["7678907398077074697"] } };
      const answer = await client.call(access, `${query}?fields=id`, body);
      expect(answer.json).toMatchObject({ data: { videos: [] }, error: { code: "ok" } });
    }));

  it("finds a public post by its id", () =>
    withSandbox(
      async (scene) => {
        const { access } = await scene.client.connect();
        await post(scene, access, "PUBLIC_TO_EVERYONE");
        const id = scene.sandbox.inspect.tasks()[0]?.posts[0]?.id;
        const body = { filters: { video_ids: [id] } };
        const answer = await scene.client.call(access, `${query}?fields=id,share_url`, body);
        expect(answer.json.data.videos).toEqual([
          { id, share_url: `https://www.tiktok.com/@ada.public/video/${id}` },
        ]);
      },
      { switches: { mediaChecks: "off" } },
    ));

  it("answers 429 for the 601st video query within a minute", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const body = { filters: { video_ids: [] } };
      await expect601st(
        () => scene.client.call(access, `${query}?fields=id`, body),
        scene,
        "display.query_rate_600",
      );
    }));
});
