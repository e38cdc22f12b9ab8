import { describe, expect, it } from "vitest";
import { fileSource } from "../../test/tiktok-client";
import { expectApiError, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP } from "../index";

describe("inbox video init", () => {
  it("ignores post_info on an inbox init", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      const answer = await client.call(access, "/v2/post/publish/inbox/video/init/", {
        post_info: { title: "ignored", privacy_level: "NONSENSE", anything: 1 },
        source_info: fileSource(1),
      });
      expect(answer.status).toBe(200);
      expect(sandbox.inspect.tasks()[0]?.postInfo).toMatchObject({ title: "", privacyLevel: "" });
    }));

  it("answers 429 for the seventh inbox init within a minute", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeUser("ada.public", { pendingShareCap: 100 });
      const { access } = await client.connect();
      for (let count = 0; count < 6; count += 1) {
        expect((await client.initInbox(access)).status).toBe(200);
      }
      expectApiError(await client.initInbox(access), 429, "rate_limit_exceeded");
      expectRule(sandbox, "inbox.rate_6");
    }));

  it("lets an unaudited app send drafts to a public account, which the owner may post publicly", () =>
    withSandbox(
      async ({ sandbox, client }) => {
        const { access } = await client.connect({ app: DEFAULT_UNAUDITED_APP });
        const init = await client.initInbox(access);
        await client.put(init.json.data.upload_url, Buffer.from("x"));
        await sandbox.advance(60_000);
        const postId = sandbox.owner.postDraft(init.json.data.publish_id, "PUBLIC_TO_EVERYONE");
        await sandbox.advance(60_000);
        const status = await client.status(access, init.json.data.publish_id);
        expect(status.text).toContain(`"publicaly_available_post_id":[${postId}]`);
      },
      { switches: { mediaChecks: "off" } },
    ));
});
