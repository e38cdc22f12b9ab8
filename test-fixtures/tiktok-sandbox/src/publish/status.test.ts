import { describe, expect, it } from "vitest";
import { type Answer, fileSource } from "../../test/tiktok-client";
import {
  expectApiError,
  expectRule,
  type SandboxScene,
  withSandbox,
} from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP, DEFAULT_WEB_APP } from "../index";
import { failReasons } from "./publish-task";

const unprobed = { switches: { mediaChecks: "off" } } as const;

/** Uploads one byte as a direct post and answers its publish id. */
async function post({ client }: SandboxScene, access: string, privacyLevel = "PUBLIC_TO_EVERYONE") {
  const init = await client.initDirect(access, { info: { privacy_level: privacyLevel } });
  await client.put(init.json.data.upload_url, Buffer.from("x"));
  return init.json.data.publish_id as string;
}

const dataOf = (answer: Answer) => answer.json.data;

describe("status", () => {
  it("answers invalid_publish_id for an unknown publish id", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      expectApiError(await client.status(access, "v_pub_file~v2-1.1"), 400, "invalid_publish_id");
      expectRule(sandbox, "status.publish_id_known");
      const path = "/v2/post/publish/status/fetch/";
      expectApiError(await client.call(access, path, {}), 400, "invalid_publish_id");
      expectApiError(await client.call(access, path, { publish_id: 7 }), 400, "invalid_publish_id");
    }));

  it("answers token_not_authorized_for_specified_publish_id for another user's or app's post", () =>
    withSandbox(async (scene) => {
      const { sandbox, client } = scene;
      const publishId = await post(scene, (await client.connect()).access);
      const ben = await client.connect({ username: "ben.private" });
      const otherApp = await client.connect({ app: DEFAULT_UNAUDITED_APP });
      for (const { access } of [ben, otherApp]) {
        const answer = await client.status(access, publishId);
        expectApiError(answer, 400, "token_not_authorized_for_specified_publish_id");
        expectRule(sandbox, "status.publish_id_own");
      }
    }));

  it("stays readable with a refreshed token", () =>
    withSandbox(async (scene) => {
      const { access, refresh } = await scene.client.connect();
      const publishId = await post(scene, access);
      await scene.sandbox.advance(7_200_000);
      const { json } = await scene.client.refresh(refresh);
      expect((await scene.client.status(json.access_token, publishId)).status).toBe(200);
    }));

  it("forgets a publish id after the switch's time", () =>
    withSandbox(async (scene) => {
      scene.sandbox.setSwitches({ statusRetentionSeconds: 60 });
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access);
      expect((await scene.client.status(access, publishId)).status).toBe(200);
      await scene.sandbox.advance(60_000);
      expectApiError(await scene.client.status(access, publishId), 400, "invalid_publish_id");
      expectRule(scene.sandbox, "status.retention");
    }));

  it("answers 429 for the 31st status call within a minute", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access);
      for (let count = 0; count < 30; count += 1) {
        expect((await scene.client.status(access, publishId)).status).toBe(200);
      }
      expectApiError(await scene.client.status(access, publishId), 429, "rate_limit_exceeded");
      expectRule(scene.sandbox, "status.rate_30");
    }));

  it("counts the uploaded bytes while the chunks arrive", () =>
    withSandbox(async ({ client }) => {
      const { access } = await client.connect();
      const size = 11_000_000;
      const chunk = 5_242_880;
      const init = await client.initDirect(access, { source: fileSource(size, chunk, 2) });
      const { publish_id: publishId, upload_url: url } = init.json.data;
      const progress = async () => dataOf(await client.status(access, publishId));
      expect(await progress()).toEqual({ status: "PROCESSING_UPLOAD", uploaded_bytes: 0 });
      await client.put(url, Buffer.alloc(chunk), { total: size });
      expect(await progress()).toEqual({ status: "PROCESSING_UPLOAD", uploaded_bytes: chunk });
      await client.put(url, Buffer.alloc(size - chunk), { first: chunk, total: size });
      expect(await progress()).toEqual({ status: "PROCESSING_UPLOAD", uploaded_bytes: size });
    }));

  it("holds the post id back until moderation passed", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access);
      await scene.sandbox.advance(1000);
      const complete = { status: "PUBLISH_COMPLETE", publicaly_available_post_id: [] };
      expect(dataOf(await scene.client.status(access, publishId))).toMatchObject(complete);
      await scene.sandbox.advance(1999);
      expect(dataOf(await scene.client.status(access, publishId))).toMatchObject(complete);
      await scene.sandbox.advance(1);
      const answer = await scene.client.status(access, publishId);
      expect(dataOf(answer).publicaly_available_post_id).toHaveLength(1);
    }, unprobed));

  it("writes post ids as numbers that doubles cannot hold", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access);
      await scene.sandbox.advance(60_000);
      const answer = await scene.client.status(access, publishId);
      const id = scene.sandbox.inspect.tasks()[0]?.posts[0]?.id ?? "";
      expect(answer.text).toContain(`"publicaly_available_post_id":[${id}]`);
      expect(BigInt(id)).toBeGreaterThan(2n ** 53n);
      expect(String(dataOf(answer).publicaly_available_post_id[0])).not.toBe(id);
    }, unprobed));

  it("never tells the id of a self-only post", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access, "SELF_ONLY");
      await scene.sandbox.advance(3_600_000);
      expect(dataOf(await scene.client.status(access, publishId))).toMatchObject({
        status: "PUBLISH_COMPLETE",
        publicaly_available_post_id: [],
      });
    }, unprobed));

  it("moves a draft from the inbox to complete when the owner posts it", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const init = await client.initInbox(access);
      const publishId = init.json.data.publish_id;
      await client.put(init.json.data.upload_url, Buffer.from("x"));
      await sandbox.advance(5000);
      expect(dataOf(await client.status(access, publishId)).status).toBe("SEND_TO_USER_INBOX");
      const ids = [sandbox.owner.postDraft(publishId), sandbox.owner.postDraft(publishId)];
      await sandbox.advance(5000);
      const answer = await client.status(access, publishId);
      expect(dataOf(answer).status).toBe("PUBLISH_COMPLETE");
      // One draft can become several posts.
      expect(answer.text).toContain(`[${ids.join(",")}]`);
    }, unprobed));

  it("answers a failed post with HTTP 200, code ok and the reason alone", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access);
      await scene.sandbox.advance(5000);
      const answer = await scene.client.status(access, publishId);
      expect(answer.status).toBe(200);
      expect(answer.json.error.code).toBe("ok");
      expect(answer.json.data).toEqual({
        fail_reason: "file_format_check_failed",
        status: "FAILED",
      });
    }));

  it("fails posts under way with auth_removed when the owner disconnects", () =>
    withSandbox(async (scene) => {
      const { sandbox, client } = scene;
      const { access } = await client.connect();
      const done = await post(scene, access);
      await sandbox.advance(5000);
      await post(scene, access);
      sandbox.owner.disconnectApp("ada.public", DEFAULT_WEB_APP.clientKey);
      await sandbox.advance(5000);
      const again = await client.connect();
      const tasks = sandbox.inspect.tasks();
      expect(tasks.map((task) => task.failReason)).toEqual([null, "auth_removed"]);
      expect(dataOf(await client.status(again.access, done)).status).toBe("PUBLISH_COMPLETE");
    }, unprobed));

  it("reports every fail reason on demand", () =>
    withSandbox(async (scene) => {
      const { sandbox, client } = scene;
      let { access, refresh } = await client.connect();
      for (const reason of failReasons) {
        await sandbox.advance(60_000);
        sandbox.faults.add({ effect: { kind: "fail-task", reason } });
        const publishId = await post(scene, access);
        await sandbox.advance(5000);
        expect(dataOf(await client.status(access, publishId)).fail_reason).toBe(reason);
        const { json } = await client.refresh(refresh);
        access = json.access_token;
        refresh = json.refresh_token;
      }
      expect(failReasons).toHaveLength(13);
    }, unprobed));

  it("fails a post whose creator is banned while it is processed", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const publishId = await post(scene, access);
      scene.sandbox.owner.ban("ada.public");
      await scene.sandbox.advance(5000);
      const { fail_reason: reason } = dataOf(await scene.client.status(access, publishId));
      expect(reason).toBe("spam_risk_user_banned_from_posting");
    }, unprobed));
});
