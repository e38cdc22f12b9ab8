import { describe, expect, it } from "vitest";
import { type PullScene, withMedia } from "../../test/pull-scene";
import { pullSource } from "../../test/tiktok-client";
import { expectApiError, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_WEB_APP } from "../index";

const hanging = { "/v.mp4": () => undefined };

async function startPull({ client }: PullScene) {
  const { access } = await client.connect();
  const source = pullSource("https://media.example.com/v.mp4");
  const init = await client.initDirect(access, { source });
  return { access, publishId: init.json.data.publish_id as string };
}

describe("cancelling", () => {
  it("cancels a slow download and answers error alone", () =>
    withMedia(hanging, async (scene) => {
      const { access, publishId } = await startPull(scene);
      const answer = await scene.client.cancel(access, publishId);
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json)).toEqual(["error"]);
      expect(answer.json.error.code).toBe("ok");
      const status = await scene.client.status(access, publishId);
      expect(status.json.data).toEqual({ fail_reason: "publish_cancelled", status: "FAILED" });
    }));

  it("answers publish_not_cancellable for a finished post", () =>
    withMedia(hanging, async (scene) => {
      const { access, publishId } = await startPull(scene);
      await scene.client.cancel(access, publishId);
      expectApiError(await scene.client.cancel(access, publishId), 400, "publish_not_cancellable");
      expectRule(scene.sandbox, "cancel.not_final");
    }));

  it("answers publish_not_cancellable while the media are processed", () =>
    withMedia({ "/v.mp4": Buffer.from("v") }, async (scene) => {
      const { access, publishId } = await startPull(scene);
      await scene.sandbox.settle();
      expectApiError(await scene.client.cancel(access, publishId), 400, "publish_not_cancellable");
      expectRule(scene.sandbox, "cancel.not_while_processing");
    }));

  it("answers publish_not_cancellable for an upload, unless switched", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const publishId = (await client.initDirect(access)).json.data.publish_id;
      expectApiError(await client.cancel(access, publishId), 400, "publish_not_cancellable");
      expectRule(sandbox, "cancel.file_upload");
      sandbox.setSwitches({ cancelFileUpload: "accept" });
      expect((await client.cancel(access, publishId)).json.error.code).toBe("ok");
      const status = await client.status(access, publishId);
      expect(status.json.data.fail_reason).toBe("publish_cancelled");
    }));

  it("answers invalid_publish_id and token_not_authorized_for_specified_publish_id when cancelling", () =>
    withMedia(hanging, async (scene) => {
      const { access, publishId } = await startPull(scene);
      expectApiError(await scene.client.cancel(access, "nothing"), 400, "invalid_publish_id");
      const ben = await scene.client.connect({ username: "ben.private" });
      const code = "token_not_authorized_for_specified_publish_id";
      expectApiError(await scene.client.cancel(ben.access, publishId), 400, code);
    }));

  it("answers url_ownership_unverified when the property was removed meanwhile", () =>
    withMedia(hanging, async (scene) => {
      const { access, publishId } = await startPull(scene);
      scene.sandbox.urlProperties.remove(DEFAULT_WEB_APP.clientKey, "media.example.com");
      expectApiError(await scene.client.cancel(access, publishId), 403, "url_ownership_unverified");
    }));

  it("answers 429 beyond the cancel limit of the switch", () =>
    withSandbox(
      async ({ sandbox, client }) => {
        const { access } = await client.connect();
        await client.cancel(access, "nothing");
        await client.cancel(access, "nothing");
        expectApiError(await client.cancel(access, "nothing"), 429, "rate_limit_exceeded");
        expectRule(sandbox, "cancel.rate");
      },
      { switches: { cancelPerMinute: 2 } },
    ));
});
