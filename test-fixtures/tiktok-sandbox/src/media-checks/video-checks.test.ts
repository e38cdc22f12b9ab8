import { describe, expect, it } from "vitest";
import { createSyntheticVideo, padMp4, type SyntheticVideo } from "../../test/synthetic-video";
import { fileSource } from "../../test/tiktok-client";
import { type SandboxScene, withSandbox } from "../../test/with-sandbox";

/** Sends a video directly (or as a draft) and answers how it ended. */
async function verdictOn(
  { sandbox, client }: SandboxScene,
  video: Buffer | SyntheticVideo,
  mode: "direct" | "inbox" = "direct",
): Promise<string> {
  const bytes = Buffer.isBuffer(video) ? video : await createSyntheticVideo(video);
  sandbox.changeUser("ada.public", { dailyPostCap: 1000, pendingShareCap: 1000 });
  const { access } = await client.connect();
  await sandbox.advance(60_000);
  const source = fileSource(bytes.length);
  const init =
    mode === "direct"
      ? await client.initDirect(access, { source })
      : await client.initInbox(access, source);
  expect((await client.put(init.json.data.upload_url, bytes)).status).toBe(201);
  await sandbox.advance(60_000);
  const { status, fail_reason: reason } = (await client.status(access, init.json.data.publish_id))
    .json.data;
  return reason ?? status;
}

describe("video checks", () => {
  it("takes MP4, MOV and WebM and fails other containers with file_format_check_failed", () =>
    withSandbox(async (scene) => {
      expect(await verdictOn(scene, { container: "mp4" })).toBe("PUBLISH_COMPLETE");
      expect(await verdictOn(scene, { container: "mov" })).toBe("PUBLISH_COMPLETE");
      expect(await verdictOn(scene, { container: "webm", codec: "vp9" })).toBe("PUBLISH_COMPLETE");
      expect(await verdictOn(scene, { container: "mkv" })).toBe("file_format_check_failed");
    }));

  it("takes four codecs and fails AV1 with file_format_check_failed", () =>
    withSandbox(async (scene) => {
      for (const codec of ["avc", "hevc"] as const) {
        expect(await verdictOn(scene, { codec })).toBe("PUBLISH_COMPLETE");
      }
      for (const codec of ["vp8", "vp9"] as const) {
        expect(await verdictOn(scene, { container: "webm", codec })).toBe("PUBLISH_COMPLETE");
      }
      const av1 = await verdictOn(scene, { container: "webm", codec: "av1" });
      expect(av1).toBe("file_format_check_failed");
    }));

  it("fails bytes that are no video with file_format_check_failed", () =>
    withSandbox(async (scene) => {
      const video = await createSyntheticVideo();
      for (const bytes of [
        Buffer.from("x"),
        Buffer.alloc(100_000, "text "),
        video.subarray(0, Math.floor(video.length / 2)),
      ]) {
        expect(await verdictOn(scene, bytes)).toBe("file_format_check_failed");
      }
    }));

  it("fails 22 and 61 frames a second with frame_rate_check_failed and takes 23 and 60", () =>
    withSandbox(async (scene) => {
      for (const frameRate of [10, 22, 61]) {
        expect(await verdictOn(scene, { frameRate })).toBe("frame_rate_check_failed");
      }
      for (const frameRate of [23, 24_000 / 1001, 60]) {
        expect(await verdictOn(scene, { frameRate })).toBe("PUBLISH_COMPLETE");
      }
    }));

  it("fails sides of 359 and 4097 px with picture_size_check_failed and takes 360 and 4096", () =>
    withSandbox(async (scene) => {
      for (const [width, height] of [
        [359, 640],
        [640, 359],
        [4097, 720],
        [720, 4097],
      ] as const) {
        expect(await verdictOn(scene, { width, height })).toBe("picture_size_check_failed");
      }
      expect(await verdictOn(scene, { width: 360, height: 4096 })).toBe("PUBLISH_COMPLETE");
    }));

  it("fails a direct video longer than the creator may post with duration_check_failed", () =>
    withSandbox(async (scene) => {
      scene.sandbox.changeUser("ada.public", { maxVideoSeconds: 10 });
      expect(await verdictOn(scene, { seconds: 10 })).toBe("PUBLISH_COMPLETE");
      expect(await verdictOn(scene, { seconds: 11 })).toBe("duration_check_failed");
    }));

  it("fails a draft beyond ten minutes, not one beyond the creator's own limit", () =>
    withSandbox(async (scene) => {
      scene.sandbox.changeUser("ada.public", { maxVideoSeconds: 10 });
      expect(await verdictOn(scene, { seconds: 11 }, "inbox")).toBe("SEND_TO_USER_INBOX");
      const long = { seconds: 601, frameRate: 23 };
      expect(await verdictOn(scene, long, "inbox")).toBe("duration_check_failed");
    }));

  it("fails a video under three seconds, unless switched", () =>
    withSandbox(async (scene) => {
      expect(await verdictOn(scene, { seconds: 2 })).toBe("duration_check_failed");
      expect(await verdictOn(scene, { seconds: 3 })).toBe("PUBLISH_COMPLETE");
      scene.sandbox.setSwitches({ minDurationSeconds: 0 });
      expect(await verdictOn(scene, { seconds: 2 })).toBe("PUBLISH_COMPLETE");
    }));

  it("takes an MP4 with a large free box at its end", () =>
    withSandbox(async (scene) => {
      const video = padMp4(await createSyntheticVideo(), 30_000_000);
      expect(await verdictOn(scene, video)).toBe("PUBLISH_COMPLETE");
      expect(scene.sandbox.inspect.tasks()[0]?.video).toMatchObject({
        codec: "avc",
        width: 540,
        height: 960,
      });
    }));
});
