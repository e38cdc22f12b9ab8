import { describe, expect, it } from "vitest";
import { fileSource } from "../../test/tiktok-client";
import {
  expectApiError,
  expectRule,
  type SandboxScene,
  withSandbox,
} from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP, DEFAULT_WEB_APP } from "../index";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

/** Inits and uploads one direct post, a minute after the last one. */
async function postOnce({ sandbox, client }: SandboxScene, access: string): Promise<void> {
  await sandbox.advance(MINUTE_MS);
  const init = await client.initDirect(access);
  expect((await client.put(init.json.data.upload_url, Buffer.from("x"))).status).toBe(201);
}

describe("bans and caps", () => {
  it("answers spam_risk_user_banned_from_posting for a banned creator in every mode", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.owner.ban("ada.public");
      for (const answer of [
        await client.initDirect(access),
        await client.initInbox(access),
        await client.initPhoto(access),
        await client.initPhoto(access, { top: { post_mode: "MEDIA_UPLOAD" } }),
      ]) {
        expectApiError(answer, 403, "spam_risk_user_banned_from_posting");
      }
      expectRule(sandbox, "init.banned");
    }));

  it("answers spam_risk_too_many_posts for the 16th post, whichever app sends it", () =>
    withSandbox(
      async (scene) => {
        const { sandbox, client } = scene;
        sandbox.changeApp(DEFAULT_UNAUDITED_APP.clientKey, { audited: true });
        const first = await client.connect();
        const second = await client.connect({ app: DEFAULT_UNAUDITED_APP });
        for (let count = 0; count < 15; count += 1) {
          await postOnce(scene, count % 2 === 0 ? first.access : second.access);
        }
        for (const { access } of [first, second]) {
          expectApiError(await client.initDirect(access), 403, "spam_risk_too_many_posts");
          expectRule(sandbox, "init.daily_post_cap");
        }
        const { refresh } = first;
        await sandbox.advance(DAY_MS);
        const { json } = await client.refresh(refresh);
        expect((await client.initDirect(json.access_token)).status).toBe(200);
      },
      { switches: { mediaChecks: "off" } },
    ));

  it("does not count an upload that was abandoned or failed", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeUser("ada.public", { dailyPostCap: 1 });
      const { access } = await client.connect();
      const init = await client.initDirect(access);
      expectApiError(await client.initDirect(access), 403, "spam_risk_too_many_posts");
      await client.put(init.json.data.upload_url, Buffer.from("x"));
      await sandbox.advance(MINUTE_MS);
      // One byte is no video, so the first has failed.
      expect((await client.initDirect(access)).status).toBe(200);
      await sandbox.advance(3_600_000);
      expect((await client.initDirect(access)).status).toBe(200);
    }));

  it("answers spam_risk_too_many_pending_share for the sixth draft", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (let count = 0; count < 5; count += 1) {
        expect((await client.initInbox(access)).status).toBe(200);
      }
      expectApiError(await client.initInbox(access), 403, "spam_risk_too_many_pending_share");
      expectRule(sandbox, "init.pending_share_cap");
      // Direct posts are not drafts.
      expect((await client.initDirect(access)).status).toBe(200);
    }));

  it("frees a draft slot when the owner posts or discards it, or after a day by switch", () =>
    withSandbox(
      async ({ sandbox, client }) => {
        sandbox.changeUser("ada.public", { pendingShareCap: 2 });
        let tokens = await client.connect();
        const ids: string[] = [];
        const draft = async () => {
          await sandbox.advance(MINUTE_MS);
          const init = await client.initInbox(tokens.access, fileSource(1));
          if (init.status === 200) {
            await client.put(init.json.data.upload_url, Buffer.from("x"));
            await sandbox.advance(MINUTE_MS);
            ids.push(init.json.data.publish_id);
          }
          return init.json.error.code as string;
        };
        expect([await draft(), await draft(), await draft()]).toEqual([
          "ok",
          "ok",
          "spam_risk_too_many_pending_share",
        ]);
        sandbox.owner.postDraft(ids[0] ?? "");
        expect([await draft(), await draft()]).toEqual(["ok", "spam_risk_too_many_pending_share"]);
        sandbox.owner.discardDraft(ids[1] ?? "");
        expect([await draft(), await draft()]).toEqual(["ok", "spam_risk_too_many_pending_share"]);
        sandbox.setSwitches({ pendingSlots: "until-handled" });
        await sandbox.advance(DAY_MS);
        tokens = await client.connect();
        expect(await draft()).toBe("spam_risk_too_many_pending_share");
        sandbox.setSwitches({ pendingSlots: "24h" });
        expect(await draft()).toBe("ok");
      },
      { switches: { mediaChecks: "off" } },
    ));

  it("answers reached_active_user_cap for the sixth user of an unaudited app and beyond an audited app's quota", () =>
    withSandbox(async ({ sandbox, client }) => {
      const tokens: string[] = [];
      for (let index = 0; index < 6; index += 1) {
        const username = `creator${index}`;
        sandbox.addUser({ username, privateAccount: true });
        const connected = await client.connect({ app: DEFAULT_UNAUDITED_APP, username });
        tokens.push(connected.access);
      }
      const codes: string[] = [];
      for (const token of tokens) codes.push((await client.initDirect(token)).json.error.code);
      expect(codes).toEqual(["ok", "ok", "ok", "ok", "ok", "reached_active_user_cap"]);
      expectRule(sandbox, "init.active_user_cap");
      expect((await client.initDirect(tokens[0] ?? "")).status).toBe(200);

      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { activeUserCap: 1 });
      const ada = await client.connect();
      const ben = await client.connect({ username: "ben.private" });
      expect((await client.initDirect(ada.access)).status).toBe(200);
      expectApiError(await client.initDirect(ben.access), 403, "reached_active_user_cap");
    }));

  it("counts drafts toward the active-user cap only when the switch says so", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { activeUserCap: 1 });
      const ada = await client.connect();
      const ben = await client.connect({ username: "ben.private" });
      await client.initInbox(ada.access);
      expect((await client.initInbox(ben.access)).status).toBe(200);
      sandbox.setSwitches({ inboxCountsAsActiveUser: true });
      const cleo = await client.connect({ username: "cleo.quiet" });
      expectApiError(await client.initInbox(cleo.access), 403, "reached_active_user_cap");
    }));
});

describe("an unaudited app", () => {
  it("refuses an unaudited app on a public account even for self only", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect({ app: DEFAULT_UNAUDITED_APP });
      const answer = await client.initDirect(access);
      const code = "unaudited_client_can_only_post_to_private_accounts";
      expectApiError(answer, 403, code, "content-sharing-guidelines");
      expectRule(sandbox, "init.unaudited_private_account");
      sandbox.changeUser("ada.public", { privateAccount: true });
      expect((await client.initDirect(access)).status).toBe(200);
    }));

  it("holds an app in the sandbox stage to the same limits", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.changeApp(DEFAULT_WEB_APP.clientKey, {
        stage: "sandbox",
        targetUsers: ["ada.public"],
      });
      const { access } = await client.connect();
      const code = "unaudited_client_can_only_post_to_private_accounts";
      expectApiError(await client.initDirect(access), 403, code);
    }));

  it("refuses another level than self only from an unaudited app, or forces it by switch", () =>
    withSandbox(
      async ({ sandbox, client }) => {
        const options = { app: DEFAULT_UNAUDITED_APP, username: "ben.private" };
        const { access } = await client.connect(options);
        const followers = { info: { privacy_level: "FOLLOWER_OF_CREATOR" } };
        const code = "unaudited_client_can_only_post_to_private_accounts";
        expectApiError(await client.initDirect(access, followers), 403, code);
        expectRule(sandbox, "init.unaudited_self_only");
        sandbox.setSwitches({ unauditedVisibility: "force-self-only" });
        const init = await client.initDirect(access, followers);
        await client.put(init.json.data.upload_url, Buffer.from("x"));
        await sandbox.advance(MINUTE_MS);
        expect(sandbox.inspect.tasks()[0]?.posts[0]?.privacyLevel).toBe("SELF_ONLY");
      },
      { switches: { mediaChecks: "off" } },
    ));
});
