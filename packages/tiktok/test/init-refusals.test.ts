import type { DeliveryResult } from "@upload-post/core";
import type { JsonObject, MediaSource, PostDraft } from "@upload-post/core/connector";
import { DEFAULT_UNAUDITED_APP } from "@upload-post/tiktok-sandbox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fileMedia } from "./support/media";
import {
  type ConnectedAccount,
  type SandboxWorld,
  startSandboxWorld,
} from "./support/sandbox-world";
import { describeNow, publishDraft, runStep, toInbox } from "./support/single-steps";

let world: SandboxWorld;
let source: MediaSource;

beforeEach(async () => {
  world = await startSandboxWorld();
  source = await fileMedia("vertical-h264-aac.mp4");
});

afterEach(() => world.sandbox.close());

function publish(more: Partial<PostDraft> = {}, options: JsonObject = {}): PostDraft {
  return publishDraft(source, more, options);
}

async function drive(account: ConnectedAccount, draft: PostDraft): Promise<DeliveryResult> {
  const { result } = await world.drive({ draft, media: [source], account });
  return result;
}

describe("at init TikTok refuses", () => {
  it("a caption of 2201 UTF-16 units, and takes one of 2200", async () => {
    const account = await world.connect();
    // One emoji is two units.
    const longest = `${"👋".repeat(1099)}ab`;
    await expect(runStep("init-video", account, publish({ text: longest }))).resolves.toBeDefined();
    await expect(
      runStep("init-video", account, publish({ text: `${longest}c` })),
    ).rejects.toMatchObject({
      code: "content_rejected",
      effect: "none",
      platform: { code: "invalid_params" },
    });
  });

  it.each(["invalid_params", "invalid_param"] as const)("in the spelling %s", async (spelling) => {
    world.sandbox.setSwitches({ invalidParamSpelling: spelling, errorData: "absent" });
    const account = await world.connect();
    await expect(
      runStep("init-video", account, publish({ text: "x".repeat(2201) })),
    ).rejects.toMatchObject({ code: "content_rejected", platform: { code: spelling } });
  });

  it("a privacy level that the account offers no longer", async () => {
    const account = await world.connect();
    world.sandbox.changeUser("ada.public", { privateAccount: true });
    await expect(runStep("init-video", account, publish())).rejects.toMatchObject({
      code: "content_rejected",
      field: "/options/privacy_level",
      platform: { code: "privacy_level_option_mismatch" },
    });
    // In a delivery the fresh look at the account says so before init.
    expect(await drive(account, publish())).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected", field: "/options/privacy_level" },
    });
    expect(world.sandbox.inspect.tasks()).toEqual([]);
  });

  it("branded content that only the owner can see", async () => {
    const account = await world.connect();
    const draft = publish({}, { brand_content: true, privacy_level: "SELF_ONLY" });
    await expect(runStep("init-video", account, draft)).rejects.toMatchObject({
      code: "content_rejected",
    });
    expect(await drive(account, draft)).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected", field: "/options/brand_content" },
    });
  });

  it("an unaudited app on a public account, even for SELF_ONLY, but not its drafts", async () => {
    const { clientKey, clientSecret } = DEFAULT_UNAUDITED_APP;
    const connector = world.connectorFor({ clientKey, clientSecret });
    const draft = publish({}, { privacy_level: "SELF_ONLY" });
    const ada = await world.connect("ada.public", { connector });
    await expect(runStep("init-video", ada, draft)).rejects.toMatchObject({
      code: "operator_misconfigured",
      message: expect.stringContaining("private"),
      platform: { code: "unaudited_client_can_only_post_to_private_accounts" },
    });
    expect(await drive(ada, publish(toInbox))).toMatchObject({ kind: "delivered" });
    const ben = await world.connect("ben.private", { connector });
    expect(await drive(ben, draft)).toMatchObject({ kind: "delivered" });
  });

  it("a sixth user of an unaudited app within a day", async () => {
    const { clientKey, clientSecret } = DEFAULT_UNAUDITED_APP;
    const connector = world.connectorFor({ clientKey, clientSecret });
    const draft = publish({}, { privacy_level: "SELF_ONLY" });
    for (let index = 0; index < 5; index += 1) {
      const username = `private${index}`;
      world.sandbox.addUser({ username, privateAccount: true });
      await runStep("init-video", await world.connect(username, { connector }), draft);
    }
    const sixth = await world.connect("ben.private", { connector });
    const cap = {
      code: "quota_exhausted",
      limitScope: "app",
      platform: { code: "reached_active_user_cap" },
    };
    await expect(runStep("init-video", sixth, draft)).rejects.toMatchObject(cap);
    expect(await describeNow(sixth)).toMatchObject({ blockedBy: cap });
  });

  it("more posts than the account may make in a day", async () => {
    world.sandbox.changeUser("ada.public", { dailyPostCap: 0 });
    const account = await world.connect();
    const cap = {
      code: "quota_exhausted",
      limitScope: "account",
      platform: { code: "spam_risk_too_many_posts" },
    };
    await expect(runStep("init-video", account, publish())).rejects.toMatchObject(cap);
    await expect(runStep("check-account", account, publish())).rejects.toMatchObject(cap);
    expect(await describeNow(account)).toMatchObject({ blockedBy: cap });
  });

  it("a sixth draft in the inbox", async () => {
    const account = await world.connect();
    for (let index = 0; index < 5; index += 1) {
      expect(await drive(account, publish(toInbox))).toMatchObject({ kind: "delivered" });
      await world.sandbox.advance(60_000);
    }
    await expect(runStep("init-video", account, publish(toInbox))).rejects.toMatchObject({
      code: "quota_exhausted",
      message: expect.stringContaining("inbox"),
      platform: { code: "spam_risk_too_many_pending_share" },
    });
  });

  it("a banned creator", async () => {
    const account = await world.connect();
    world.sandbox.owner.ban("ada.public");
    const banned = {
      code: "account_restricted",
      platform: { code: "spam_risk_user_banned_from_posting" },
    };
    await expect(runStep("init-video", account, publish())).rejects.toMatchObject(banned);
    await expect(runStep("init-video", account, publish(toInbox))).rejects.toMatchObject(banned);
    expect(await describeNow(account)).toMatchObject({ blockedBy: banned });
  });
});
