import type { DeliveryResult } from "@upload-post/core";
import type { JsonObject, MediaSource, PostDraft } from "@upload-post/core/connector";
import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
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

describe("authorisation", () => {
  it("without video.publish refuses a direct post and lets a draft through", async () => {
    const account = await world.connect("ada.public", { untick: ["video.publish"] });
    await expect(runStep("init-video", account, publish())).rejects.toMatchObject({
      code: "scope_missing",
      missingScopes: ["video.publish"],
      platform: { code: "scope_not_authorized" },
    });
    expect(await describeNow(account)).toMatchObject({ account: { displayName: "Ada Public" } });
    expect(await drive(account, publish(toInbox))).toMatchObject({ kind: "delivered" });
  });

  it("without video.upload refuses a draft", async () => {
    const account = await world.connect("ada.public", { untick: ["video.upload"] });
    await expect(runStep("init-video", account, publish(toInbox))).rejects.toMatchObject({
      code: "scope_missing",
      missingScopes: ["video.upload"],
    });
  });

  it("withdrawn while a post is processed ends it as revoked", async () => {
    const account = await world.connect();
    world.sandbox.faults.add({ effect: { kind: "fail-task", reason: "auth_removed" } });
    expect(await drive(account, publish())).toMatchObject({
      kind: "failed",
      error: { code: "authorization_revoked", platform: { code: "auth_removed" } },
    });
  });

  it("that is gone is told as an expired token", async () => {
    const account = await world.connect();
    world.sandbox.owner.disconnectApp("ada.public", DEFAULT_WEB_APP.clientKey);
    await expect(runStep("init-video", account, publish())).rejects.toMatchObject({
      code: "authorization_expired",
      platform: { code: "access_token_invalid" },
    });
  });
});

describe("rate windows", () => {
  const limited = { code: "rate_limited", retryAfterMs: 60_000, limitScope: "account" };

  async function exhaust(calls: number, call: () => Promise<unknown>): Promise<void> {
    for (let made = 0; made < calls; made += 1) await call();
    await expect(call()).rejects.toMatchObject(limited);
    await world.sandbox.advance(60_000);
    await call();
  }

  it("let 20 creator infos a minute through", async () => {
    const account = await world.connect();
    await exhaust(20, () => describeNow(account));
  });

  it.each([
    ["direct", {}],
    ["inbox", toInbox],
  ])("let 6 %s inits a minute through", async (_which, more) => {
    world.sandbox.changeUser("ada.public", { pendingShareCap: 100, dailyPostCap: 100 });
    const account = await world.connect();
    await exhaust(6, () => runStep("init-video", account, publish(more)));
  });

  it("let 30 status calls a minute through", async () => {
    const account = await world.connect();
    const { checkpoint } = await runStep("init-video", account, publish());
    await exhaust(30, () => runStep("await-result", account, publish(), checkpoint));
  });

  it("obey a Retry-After that is longer", async () => {
    world.sandbox.setSwitches({ retryAfterSeconds: 120 });
    const account = await world.connect();
    for (let made = 0; made < 20; made += 1) await describeNow(account);
    await expect(describeNow(account)).rejects.toMatchObject({ retryAfterMs: 120_000 });
  });
});

describe("the publish id", () => {
  const unknown = {
    version: 1,
    data: {
      username: null,
      publishId: "v_pub_file~v2-1.1",
      upload: null,
      awaitingSince: null,
    },
  };

  it("that nobody knows leaves the outcome open", async () => {
    const account = await world.connect();
    await expect(runStep("await-result", account, publish(), unknown)).rejects.toMatchObject({
      code: "outcome_unknown",
      platform: { code: "invalid_publish_id" },
    });
  });

  it("of another account leaves the outcome open", async () => {
    const ada = await world.connect();
    const ben = await world.connect("ben.private");
    const { checkpoint } = await runStep("init-video", ada, publish());
    await expect(runStep("await-result", ben, publish(), checkpoint)).rejects.toMatchObject({
      code: "outcome_unknown",
      platform: { code: "token_not_authorized_for_specified_publish_id" },
    });
  });
});
