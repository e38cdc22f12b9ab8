import type { JsonObject, StepOutcome } from "@upload-post/core/connector";
import { describe, expect, it } from "vitest";
import { ok, refusal } from "../../test/support/fake-fetch";
import {
  checkpoint,
  creatorInfo,
  fixture,
  later,
  publishOptions,
  start,
  stepContext,
  uploading,
  video,
  videoDraft,
} from "../../test/support/tiktok-fixture";

const uploadUrl = "https://open-upload-sg.tiktokapis.com/video/?upload_id=1&upload_token=canary-up";
const initAnswer = () => ok({ publish_id: "v_pub_file~v2-1.74", upload_url: uploadUrl });

function sentBody(requests: readonly { readonly body: string }[]): JsonObject {
  return JSON.parse(requests[0]?.body ?? "{}");
}

function dataOf(outcome: StepOutcome): unknown {
  return outcome.checkpoint.data;
}

describe("start", () => {
  const { connector } = fixture(() => expect.fail("start asks nobody"));
  const begin = (draft: ReturnType<typeof videoDraft>) =>
    connector.publishing.start({ draft, deliveryId: "dlv_1", attempt: 1 });

  it("checks the account first for a direct post, and goes straight to init for a draft", () => {
    expect(begin(videoDraft()).step).toBe("check-account");
    expect(begin(videoDraft({ mode: "draft", options: {} })).step).toBe("init-video");
  });

  it.each([
    ["nothing", []],
    ["two videos", [video(), video()]],
    ["a video with a photo", [video(), { ...video(), kind: "image" as const }]],
  ])("refuses %s", (_what, media) => {
    expect(() => begin(videoDraft({ media }))).toThrow(/one video, or 1 to 35 photos/);
  });

  it("leaves a checkpoint that survives JSON", () => {
    const { checkpoint: made } = begin(videoDraft());
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });
});

describe("check-account", () => {
  const run = (answer: () => Response, draft = videoDraft()) => {
    const { connector } = fixture(answer);
    return connector.publishing.run("check-account", stepContext({ draft }));
  };

  it("goes on to init and remembers the handle", async () => {
    const outcome = await run(() => ok(creatorInfo));
    expect(outcome).toMatchObject({ kind: "continue", step: "init-video" });
    expect(dataOf(outcome)).toMatchObject({ username: "owner_handle" });
  });

  it("refuses what the account no longer offers", async () => {
    const privateAccount = { ...creatorInfo, privacy_level_options: ["FOLLOWER_OF_CREATOR"] };
    await expect(run(() => ok(privateAccount))).rejects.toMatchObject({
      code: "content_rejected",
      field: "/options/privacy_level",
    });
    await expect(run(() => ok({ ...creatorInfo, comment_disabled: true }))).rejects.toMatchObject({
      code: "content_rejected",
      field: "/options/allow_comment",
    });
    const shorter = { ...creatorInfo, max_video_post_duration_sec: 5 };
    await expect(run(() => ok(shorter))).rejects.toMatchObject({
      code: "media_rejected",
      rule: "video_too_long",
    });
  });

  it.each([
    ["spam_risk_too_many_posts", "quota_exhausted"],
    ["spam_risk_user_banned_from_posting", "account_restricted"],
    ["reached_active_user_cap", "quota_exhausted"],
  ])("throws what blocks the account: %s", async (platformCode, code) => {
    await expect(run(() => refusal(platformCode, 200))).rejects.toMatchObject({ code });
  });
});

describe("init-video", () => {
  it("asks for a direct post with everything the owner chose, switches inverted", async () => {
    const { connector, requests } = fixture(initAnswer);
    const options = { ...publishOptions, allow_duet: true, cover_timestamp_ms: 1500 };
    const outcome = await connector.publishing.run(
      "init-video",
      stepContext({
        draft: videoDraft({ options, media: [video({ sizeBytes: 70_000_001 })] }),
        checkpoint: checkpoint({ username: "owner_handle" }),
      }),
    );
    expect(requests[0]?.url.pathname).toBe("/v2/post/publish/video/init/");
    expect(sentBody(requests)).toEqual({
      post_info: {
        title: "A caption",
        privacy_level: "SELF_ONLY",
        disable_comment: false,
        disable_duet: false,
        disable_stitch: true,
        brand_organic_toggle: false,
        brand_content_toggle: false,
        is_aigc: false,
        video_cover_timestamp_ms: 1500,
      },
      source_info: {
        source: "FILE_UPLOAD",
        video_size: 70_000_001,
        chunk_size: 10_000_000,
        total_chunk_count: 7,
      },
    });
    expect(outcome).toMatchObject({ kind: "continue", step: "upload" });
    expect(dataOf(outcome)).toEqual({
      username: "owner_handle",
      publishId: "v_pub_file~v2-1.74",
      upload: { url: uploadUrl, issuedAt: start.toISOString(), handedOut: false },
      awaitingSince: null,
    });
  });

  it("leaves the caption out when there is none", async () => {
    const { connector, requests } = fixture(initAnswer);
    const context = stepContext({ draft: videoDraft({ text: null }) });
    await connector.publishing.run("init-video", context);
    expect(sentBody(requests).post_info).not.toHaveProperty("title");
  });

  it("asks for a draft without any post info", async () => {
    const { connector, requests } = fixture(initAnswer);
    const draft = videoDraft({ mode: "draft", options: {} });
    await connector.publishing.run("init-video", stepContext({ draft }));
    expect(requests[0]?.url.pathname).toBe("/v2/post/publish/inbox/video/init/");
    expect(Object.keys(sentBody(requests))).toEqual(["source_info"]);
  });

  it("names the scope that a draft lacks", async () => {
    const { connector } = fixture(() => refusal("scope_not_authorized", 401));
    const draft = videoDraft({ mode: "draft", options: {} });
    await expect(
      connector.publishing.run("init-video", stepContext({ draft })),
    ).rejects.toMatchObject({ code: "scope_missing", missingScopes: ["video.upload"] });
  });

  it("counts the address's hour from before the call", async () => {
    const { connector, clock } = fixture(() => {
      clock.now = later(2);
      return initAnswer();
    });
    const outcome = await connector.publishing.run("init-video", stepContext());
    expect(dataOf(outcome)).toMatchObject({ upload: { issuedAt: start.toISOString() } });
  });

  it.each([
    "https://evil.example.com/video/?upload_token=canary-up",
    "http://open-upload.tiktokapis.com/video/?upload_token=canary-up",
    "https://tiktokapis.com.evil.test/?upload_token=canary-up",
    "not an address canary-up",
  ])("refuses to send the owner's video to %s", async (upload_url) => {
    const { connector } = fixture(() => ok({ publish_id: "p", upload_url }));
    const run = connector.publishing.run("init-video", stepContext());
    await expect(run).rejects.toMatchObject({ code: "platform_contract_broken" });
    await expect(run).rejects.not.toThrow(/canary/);
  });
});

describe("upload", () => {
  const run = (given: ReturnType<typeof uploading>, now: Date, answer?: () => Response) => {
    const made = fixture(answer ?? (() => expect.fail("nobody should be asked")));
    made.clock.now = now;
    return made.connector.publishing.run("upload", stepContext({ checkpoint: given }));
  };
  const upload = (handedOut: boolean) => ({
    upload: { url: uploadUrl, issuedAt: start.toISOString(), handedOut },
  });

  it("hands out the plan: fixed parts, the remainder absorbed, the last byte commits", async () => {
    const outcome = await run(uploading(upload(false)), later(54));
    expect(outcome).toMatchObject({
      kind: "transfer",
      nextStep: "await-result",
      plan: {
        kind: "push-offset",
        mediaIndex: 0,
        url: uploadUrl,
        method: "PUT",
        headers: { "content-type": "video/mp4", "content-range": "bytes {first}-{last}/{total}" },
        partSizeBytes: 25_000_000,
        remainder: "absorb",
        boundaries: "fixed",
        commit: "on-last-byte",
        expiresAt: later(60).toISOString(),
      },
    });
    expect(dataOf(outcome)).toMatchObject({ upload: { handedOut: true } });
  });

  it("hands out the same plan again", async () => {
    const [first, second] = [
      await run(uploading(upload(true)), later(1)),
      await run(uploading(upload(true)), later(50)),
    ];
    expect(first).toEqual(second);
  });

  it("replaces an address that is too old and was never used, without asking", async () => {
    const outcome = await run(uploading(upload(false)), later(55));
    expect(outcome).toMatchObject({ kind: "continue", step: "init-video" });
    expect(dataOf(outcome)).toMatchObject({ publishId: null, upload: null });
  });

  const status =
    (uploaded_bytes?: number, name = "PROCESSING_UPLOAD") =>
    () =>
      ok({ status: name, ...(uploaded_bytes === undefined ? {} : { uploaded_bytes }) });

  it("waits until a used address is dead and settled before it asks for another", async () => {
    expect(await run(uploading(upload(true)), later(56), status(0))).toMatchObject({
      kind: "wait",
      step: "upload",
      until: later(70),
    });
    expect(await run(uploading(upload(true)), later(70), status(0))).toMatchObject({
      kind: "continue",
      step: "init-video",
    });
  });

  it.each([
    ["all bytes are in", status(25_000_000)],
    ["all bytes are in, as the last index", status(24_999_999)],
    ["TikTok does not tell the bytes", status()],
    ["the post is out", status(undefined, "PUBLISH_COMPLETE")],
    ["the post failed", status(undefined, "FAILED")],
    ["the status is new to us", status(0, "PROCESSING")],
  ])("asks for no other address when %s", async (_when, answer) => {
    expect(await run(uploading(upload(true)), later(600), answer)).toMatchObject({
      kind: "continue",
      step: "await-result",
    });
  });

  it("refuses an address that the operator no longer trusts", async () => {
    const given = uploading({ upload: { ...upload(true).upload, url: "https://evil.test/" } });
    await expect(run(given, later(1))).rejects.toMatchObject({ code: "platform_contract_broken" });
    const { connector } = fixture(() => expect.fail("nobody should be asked"));
    await expect(
      connector.publishing.authorizeTransfer({
        plan: { kind: "pull", mediaIndexes: [] },
        method: "PUT",
        url: "https://evil.test/",
        credential: stepContext().credential,
        challenge: null,
      }),
    ).rejects.toMatchObject({ code: "platform_contract_broken" });
  });

  it("sends no bearer to the upload host", async () => {
    const { connector } = fixture(() => expect.fail("nobody should be asked"));
    const { credential } = stepContext();
    const plan = { kind: "pull", mediaIndexes: [] } as const;
    const request = { plan, method: "PUT", url: uploadUrl, credential, challenge: null };
    await expect(connector.publishing.authorizeTransfer(request)).resolves.toEqual({});
  });
});

describe("any step", () => {
  it("refuses a checkpoint of a newer release, and an unknown step", async () => {
    const { connector } = fixture(() => expect.fail("nobody should be asked"));
    const newer = stepContext({ checkpoint: { version: 2, data: {} } });
    await expect(connector.publishing.run("upload", newer)).rejects.toMatchObject({
      code: "unsupported",
    });
    await expect(connector.publishing.run("toString", stepContext())).rejects.toMatchObject({
      code: "unsupported",
    });
  });
});
