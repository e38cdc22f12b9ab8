import type { StepContext, TransferPlan } from "@upload-post/core/connector";
import { describe, expect, it } from "vitest";
import { ok, type RecordedRequest, refusal } from "../../test/support/fake-fetch";
import {
  checkpoint,
  fixture,
  later,
  photoDraft,
  stepContext,
  uploading,
  videoDraft,
} from "../../test/support/tiktok-fixture";

type Answer = (request: RecordedRequest) => Response;

function at(now: Date, answer: Answer) {
  const made = fixture(answer);
  made.clock.now = now;
  return made;
}

function status(name: string, more: Record<string, unknown> = {}): Answer {
  return () => ok({ status: name, ...more });
}

const partly = status("PROCESSING_UPLOAD", { uploaded_bytes: 0 });
const nobody: Answer = () => expect.fail("nobody should be asked");

describe("reconcile", () => {
  const reconcile = (answer: Answer, now = later(10), context: Partial<StepContext> = {}) =>
    at(now, answer).connector.publishing.reconcile(
      stepContext({ checkpoint: uploading(), ...context }),
    );

  it("resumes the upload on the same publish id while bytes are missing", async () => {
    expect(await reconcile(partly)).toEqual({
      kind: "not-published",
      step: "upload",
      checkpoint: uploading(),
      // Bytes that are under way may arrive for as long as the address lives, and a little longer.
      settledAt: later(70),
    });
  });

  it("begins a new init only when the address is long dead", async () => {
    const open = { kind: "not-published", step: "upload", settledAt: later(70) };
    expect(await reconcile(partly, later(58))).toMatchObject(open);
    expect(await reconcile(partly, later(69))).toMatchObject(open);
    expect(await reconcile(partly, later(70))).toMatchObject({
      kind: "not-published",
      step: "init-video",
      settledAt: null,
      checkpoint: { data: { publishId: null, upload: null } },
    });
  });

  it.each([
    ["all bytes are in", status("PROCESSING_UPLOAD", { uploaded_bytes: 25_000_000 })],
    [
      "all bytes are in, as the last index",
      status("PROCESSING_UPLOAD", { uploaded_bytes: 24_999_999 }),
    ],
    ["TikTok does not tell the bytes", status("PROCESSING_UPLOAD")],
    ["the status is new to us", status("PUBLISH_SUCCESS")],
  ])("keeps asking when %s, and never sends again", async (_when, answer) => {
    expect(await reconcile(answer)).toMatchObject({ kind: "still-processing" });
    expect(await reconcile(answer, later(70))).toMatchObject({ kind: "still-processing" });
    expect(await reconcile(answer, later(24 * 60))).toMatchObject({
      kind: "unknown",
      recheckAt: null,
    });
  });

  it.each([
    ["PUBLISH_COMPLETE", "published"],
    ["SEND_TO_USER_INBOX", "in_inbox"],
    ["FAILED", "failed"],
  ])("takes %s for the outcome", async (name, state) => {
    expect(await reconcile(status(name, { fail_reason: "internal" }))).toMatchObject({
      kind: "published",
      outcome: { state },
    });
  });

  it("says that nothing is published when not even init was answered", async () => {
    expect(await reconcile(nobody, later(1), { checkpoint: checkpoint({}) })).toMatchObject({
      kind: "not-published",
      step: "init-video",
    });
  });

  it("says that nobody can know about photos whose init was not answered", async () => {
    const context = { draft: photoDraft(), checkpoint: checkpoint({}) };
    expect(await reconcile(nobody, later(1), context)).toMatchObject({
      kind: "unknown",
      recheckAt: null,
      evidence: expect.stringContaining("publish id"),
    });
  });

  it("keeps asking about photos that are being fetched", async () => {
    const context = {
      draft: photoDraft(),
      checkpoint: checkpoint({ publishId: "p_pub_url~v2.1" }),
    };
    expect(await reconcile(status("PROCESSING_DOWNLOAD"), later(1), context)).toMatchObject({
      kind: "still-processing",
    });
  });

  it.each(["invalid_publish_id", "token_not_authorized_for_specified_publish_id"])(
    "admits that it cannot know when TikTok says %s",
    async (code) => {
      expect(await reconcile(() => refusal(code, 400))).toMatchObject({
        kind: "unknown",
        recheckAt: null,
      });
    },
  );

  it("throws when TikTok cannot be asked now", async () => {
    await expect(reconcile(() => refusal("internal_error", 500))).rejects.toMatchObject({
      code: "platform_unavailable",
    });
  });
});

describe("locate", () => {
  const plan: TransferPlan = {
    kind: "push-offset",
    mediaIndex: 0,
    url: "https://open-upload.tiktokapis.com/",
    method: "PUT",
    headers: {},
    partSizeBytes: 10_000_000,
    remainder: "absorb",
    boundaries: "fixed",
    commit: "on-last-byte",
    expiresAt: null,
  };
  const big = videoDraft();
  const draft = { ...big, media: big.media.map((media) => ({ ...media, sizeBytes: 70_000_001 })) };
  const locate = (answer: Answer, now = later(10), context: Partial<StepContext> = {}) =>
    at(now, answer).connector.publishing.locate({
      ...stepContext({ checkpoint: uploading(), draft, ...context }),
      plan,
    });

  it.each([
    [0, 0],
    [10_000_000, 10_000_000],
    [9_999_999, 10_000_000],
    [34_567_890, 30_000_000],
  ])("reads %d uploaded bytes as %d", async (uploaded_bytes, acknowledgedBytes) => {
    expect(await locate(status("PROCESSING_UPLOAD", { uploaded_bytes }))).toEqual({
      kind: "at",
      acknowledgedBytes,
    });
  });

  it.each(["70000001", "70000000"])("takes %s uploaded bytes for all", async (uploaded_bytes) => {
    expect(await locate(status("PROCESSING_UPLOAD", { uploaded_bytes }))).toEqual({
      kind: "complete",
      receipt: null,
    });
  });

  it("takes a post that is out for complete, and a failed one for gone", async () => {
    expect(await locate(status("PUBLISH_COMPLETE"))).toMatchObject({ kind: "complete" });
    expect(await locate(status("SEND_TO_USER_INBOX"))).toMatchObject({ kind: "complete" });
    expect(await locate(status("FAILED"))).toEqual({ kind: "gone" });
  });

  it("takes a dead address for gone once it is settled", async () => {
    expect(await locate(partly, later(69))).toMatchObject({ kind: "at" });
    expect(await locate(partly, later(70))).toEqual({ kind: "gone" });
  });

  it("knows nothing when TikTok does not tell, or nothing was begun", async () => {
    expect(await locate(status("PROCESSING_UPLOAD"))).toEqual({ kind: "unknown" });
    expect(await locate(nobody, later(1), { checkpoint: checkpoint({}) })).toEqual({
      kind: "unknown",
    });
  });
});

describe("abandon", () => {
  const abandon = (answer: Answer, given = uploading()) =>
    at(later(1), answer).connector.publishing.abandon(stepContext({ checkpoint: given }));
  const answers =
    (cancel: () => Response, then: Answer): Answer =>
    (request) =>
      request.url.pathname.endsWith("/cancel/") ? cancel() : then(request);
  const yes = () => Response.json({ error: { code: "ok", message: "", log_id: "l" } });
  const no = () => refusal("publish_not_cancellable", 400);

  it("has nothing to call before there is a publish id", async () => {
    expect(await abandon(nobody, checkpoint({}))).toBe("unsupported");
  });

  it("is withdrawn when the status says so after cancelling", async () => {
    const cancelled = status("FAILED", { fail_reason: "publish_cancelled" });
    expect(await abandon(answers(yes, cancelled))).toBe("withdrawn");
    expect(await abandon(answers(no, cancelled))).toBe("withdrawn");
  });

  it("expires by itself while bytes are missing", async () => {
    expect(await abandon(answers(no, partly))).toBe("unsupported");
  });

  it.each(["PUBLISH_COMPLETE", "SEND_TO_USER_INBOX", "PROCESSING_DOWNLOAD"])(
    "is too late for %s, even when TikTok took the cancel",
    async (name) => {
      expect(await abandon(answers(yes, status(name)))).toBe("too-late");
      expect(await abandon(answers(no, status(name)))).toBe("too-late");
    },
  );

  it("is too late when all bytes are in or TikTok no longer knows the id", async () => {
    const all = status("PROCESSING_UPLOAD", { uploaded_bytes: 25_000_000 });
    expect(await abandon(answers(no, all))).toBe("too-late");
    expect(await abandon(() => refusal("invalid_publish_id", 400))).toBe("too-late");
  });

  it.each([
    ["internal_error", 500, "platform_unavailable"],
    ["access_token_invalid", 401, "authorization_expired"],
    ["token_not_authorized_for_specified_publish_id", 400, "outcome_unknown"],
  ])("throws for %s", async (platformCode, http, code) => {
    await expect(abandon(() => refusal(platformCode, http))).rejects.toMatchObject({ code });
  });
});
