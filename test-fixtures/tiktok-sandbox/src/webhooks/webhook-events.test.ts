import { describe, expect, it } from "vitest";
import { type WebhookScene, withWebhooks } from "../../test/webhook-receiver";
import { withSandbox } from "../../test/with-sandbox";
import { DEFAULT_WEB_APP, PortalError, startTiktokSandbox } from "../index";

/** Publishes one post and answers its publish id. */
async function post({ sandbox, client }: WebhookScene, level = "PUBLIC_TO_EVERYONE") {
  const tokens = await client.connect();
  const init = await client.initDirect(tokens.access, { info: { privacy_level: level } });
  await client.put(init.json.data.upload_url, Buffer.from("x"));
  await sandbox.advance(60_000);
  return { ...tokens, publishId: init.json.data.publish_id as string };
}

describe("webhook events", () => {
  it("refuses an http callback URL", async () => {
    await withSandbox(async ({ sandbox }) => {
      for (const webhookUrl of ["http://client.example/hook", "http://127.0.0.1:1/hook", "hook"]) {
        expect(() => sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { webhookUrl })).toThrow(
          PortalError,
        );
      }
    });
    const start = startTiktokSandbox({ webhookUrl: "http://127.0.0.1:1/hook" });
    await expect(start).rejects.toBeInstanceOf(PortalError);
  });

  it("sends the documented envelope with its content as a JSON string", () =>
    withWebhooks(async (scene) => {
      const { publishId } = await post(scene);
      const [first] = scene.received;
      expect(first?.contentType).toBe("application/json");
      expect(first?.event).toEqual({
        client_key: DEFAULT_WEB_APP.clientKey,
        event: "post.publish.complete",
        create_time: Date.UTC(2026, 10, 22, 12, 0, 1) / 1000,
        user_openid: scene.sandbox.inspect.tasks()[0]?.openId,
        content: JSON.stringify({ publish_id: publishId, publish_type: "DIRECT_PUBLISH" }),
      });
    }));

  it("tells the reason when an authorisation ends", () =>
    withWebhooks(async ({ sandbox, client, received }) => {
      const reasonOf = async (end: (access: string) => unknown) => {
        const { access } = await client.connect();
        await end(access);
        await sandbox.advance(0);
        expect(received.at(-1)?.event.event).toBe("authorization.removed");
        // The token is dead by the time the news arrives.
        expect((await client.creatorInfo(access)).status).toBe(401);
        return received.at(-1)?.content;
      };
      const key = DEFAULT_WEB_APP.clientKey;
      expect(await reasonOf((access) => client.revoke(access))).toEqual({ reason: 5 });
      expect(await reasonOf(() => sandbox.owner.disconnectApp("ada.public", key))).toEqual({
        reason: 1,
      });
      const others = { unknown: 0, ageChanged: 3, accountBanned: 4 } as const;
      for (const [name, reason] of Object.entries(others)) {
        const end = () =>
          sandbox.owner.disconnectApp("ada.public", key, name as keyof typeof others);
        expect(await reasonOf(end)).toEqual({ reason });
      }
      expect(await reasonOf(() => sandbox.owner.deleteAccount("ada.public"))).toEqual({
        reason: 2,
      });
      expect(received).toHaveLength(6);
    }));

  it("sends post.publish.failed with its reason", () =>
    withWebhooks(async (scene) => {
      scene.sandbox.faults.add({ effect: { kind: "fail-task", reason: "spam_risk_text" } });
      const { publishId } = await post(scene);
      expect(scene.received.map((one) => one.event.event)).toEqual(["post.publish.failed"]);
      expect(scene.received[0]?.content).toEqual({
        publish_id: publishId,
        reason: "spam_risk_text",
        publish_type: "DIRECT_PUBLISH",
      });
    }));

  it("sends post.publish.complete with the publish type", () =>
    withWebhooks(async (scene) => {
      const { publishId } = await post(scene, "SELF_ONLY");
      expect(scene.received.map((one) => [one.event.event, one.content])).toEqual([
        ["post.publish.complete", { publish_id: publishId, publish_type: "DIRECT_PUBLISH" }],
      ]);
    }));

  it("sends post.publish.inbox_delivered for a draft", () =>
    withWebhooks(async ({ sandbox, client, received }) => {
      const { access } = await client.connect();
      const init = await client.initInbox(access);
      await client.put(init.json.data.upload_url, Buffer.from("x"));
      await sandbox.advance(60_000);
      const publishId = init.json.data.publish_id;
      sandbox.owner.postDraft(publishId, "SELF_ONLY");
      sandbox.owner.postDraft(publishId, "SELF_ONLY");
      await sandbox.advance(60_000);
      const content = { publish_id: publishId, publish_type: "INBOX_SHARE" };
      expect(received.map((one) => [one.event.event, one.content])).toEqual([
        ["post.publish.inbox_delivered", content],
        ["post.publish.complete", content],
        ["post.publish.complete", content],
      ]);
    }));

  it("sends post.publish.publicly_available after moderation and when the owner makes a post public", () =>
    withWebhooks(async (scene) => {
      const { sandbox, received } = scene;
      await post(scene);
      expect(received.map((one) => one.event.event)).toEqual([
        "post.publish.complete",
        "post.publish.publicly_available",
      ]);
      await post(scene, "SELF_ONLY");
      const id = sandbox.inspect.tasks()[1]?.posts[0]?.id ?? "";
      sandbox.owner.makePostPublic(id);
      await sandbox.advance(60_000);
      expect(received.at(-1)?.event.event).toBe("post.publish.publicly_available");
      expect(received.at(-1)?.event.content).toContain(`"post_id":${id}`);
      sandbox.setSwitches({ webhookPublicSpelling: "publicaly_available" });
      await post(scene);
      expect(received.at(-1)?.event.event).toBe("post.publish.publicaly_available");
    }));

  it("sends post.publish.no_longer_publicaly_available in TikTok's spelling", () =>
    withWebhooks(async (scene) => {
      const { publishId } = await post(scene);
      const id = scene.sandbox.inspect.tasks()[0]?.posts[0]?.id ?? "";
      scene.sandbox.owner.makePostPrivate(id);
      await scene.sandbox.advance(0);
      const last = scene.received.at(-1);
      expect(last?.event.event).toBe("post.publish.no_longer_publicaly_available");
      expect(last?.content.publish_id).toBe(publishId);
    }));

  it("writes post_id as a number, or as a string by switch", () =>
    withWebhooks(async (scene) => {
      await post(scene);
      const idOf = (index: number) => scene.sandbox.inspect.tasks()[index]?.posts[0]?.id;
      expect(scene.received.at(-1)?.event.content).toContain(`"post_id":${idOf(0)},`);
      scene.sandbox.setSwitches({ webhookPostId: "string" });
      await post(scene);
      expect(scene.received.at(-1)?.event.content).toContain(`"post_id":"${idOf(1)}",`);
    }));
});
