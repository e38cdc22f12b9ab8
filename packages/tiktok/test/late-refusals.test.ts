import type { DeliveryResult } from "@upload-post/core";
import type { Connector, JsonObject, MediaSource, PostDraft } from "@upload-post/core/connector";
import type { MediaFileName } from "@upload-post/test-media";
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

describe("after the upload TikTok refuses", () => {
  const files: readonly (readonly [MediaFileName, string, string])[] = [
    ["ten-fps.mp4", "frame_rate", "frame_rate_check_failed"],
    ["too-small.mp4", "picture_size", "picture_size_check_failed"],
    ["too-short.mp4", "duration", "duration_check_failed"],
    ["corrupt.mp4", "file_format", "file_format_check_failed"],
    ["audio-only.mp4", "file_format", "file_format_check_failed"],
  ];

  it.each(files)("%s", async (name, rule, code) => {
    source = await fileMedia(name);
    const account = await world.connect();
    expect(await drive(account, publish())).toMatchObject({
      kind: "failed",
      error: { code: "media_rejected", rule, platform: { code } },
    });
    expect(world.sandbox.inspect.tasks().flatMap(({ posts }) => posts)).toEqual([]);
  });

  it("a direct video longer than the creator may post, but not such a draft", async () => {
    source = await fileMedia("long.mp4");
    const account = await world.connect("cleo.quiet");
    world.sandbox.changeUser("cleo.quiet", { maxVideoSeconds: 5 });
    expect(await drive(account, publish())).toMatchObject({
      kind: "failed",
      error: { code: "media_rejected", rule: "duration" },
    });
    expect(await drive(account, publish(toInbox))).toMatchObject({ kind: "delivered" });
  });

  it.each([
    ["spam_risk", "content_rejected"],
    ["spam_risk_text", "content_rejected"],
    ["spam_risk_user_banned_from_posting", "account_restricted"],
    ["publish_cancelled", "content_rejected"],
  ] as const)("with the reason %s", async (reason, code) => {
    world.sandbox.faults.add({ effect: { kind: "fail-task", reason } });
    const account = await world.connect();
    expect(await drive(account, publish())).toMatchObject({
      kind: "failed",
      error: { code, platform: { code: reason } },
    });
  });
});

describe("what the account does not allow", () => {
  it("is told by its description, and refused before init", async () => {
    const account = await world.connect("cleo.quiet");
    const description = await describeNow(account);
    expect(description).toMatchObject({
      account: { displayName: "Cleo Quiet", username: "cleo.quiet" },
      maxVideoDurationSeconds: 60,
      live: { commentDisabled: true, duetDisabled: true, stitchDisabled: true },
    });
    const draft = publish({}, { allow_comment: true });
    expect(await drive(account, draft)).toMatchObject({
      kind: "failed",
      error: { code: "content_rejected", field: "/options/allow_comment" },
    });
    expect(world.sandbox.inspect.tasks()).toEqual([]);
  });

  it("narrows the options to the account's own levels", async () => {
    const levels = async (username: string) => {
      const account = await world.connect(username);
      const connector: Connector = account.holder.connector;
      const { jsonSchema } = connector.options({
        mode: "publish",
        media: "video",
        account: await describeNow(account),
      });
      return jsonSchema;
    };
    expect(await levels("ada.public")).toMatchObject({
      properties: {
        privacy_level: { enum: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"] },
      },
    });
    expect(await levels("ben.private")).toMatchObject({
      properties: {
        privacy_level: { enum: ["FOLLOWER_OF_CREATOR", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"] },
      },
    });
  });
});

describe("secrets", () => {
  it("stand in no error, whatever goes wrong", async () => {
    const account = await world.connect();
    const errors: unknown[] = [];
    for (const effect of [
      { kind: "answer", status: 500 },
      { kind: "drop", when: "after" },
      { kind: "truncate", keepBytes: 40 },
      { kind: "api-error", code: "brand_new_code" },
    ] as const) {
      world.sandbox.faults.add({ times: 1, effect });
      errors.push(await runStep("init-video", account, publish()).catch((error) => error));
      world.sandbox.faults.clear();
      await world.sandbox.advance(60_000);
    }
    const seen = errors.map((error) =>
      error instanceof Error
        ? `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`
        : "",
    );
    expect(seen.filter((text) => text !== "")).toHaveLength(errors.length);
    for (const { value } of world.sandbox.secrets()) {
      expect(seen.join("\n")).not.toContain(value);
    }
  });
});
