import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withMedia } from "./pull-scene";
import { fileSource } from "./tiktok-client";
import { withSandbox } from "./with-sandbox";

const file = (name: string) => readFileSync(join(import.meta.dirname, "../../media/files", name));

const videos: Record<string, string> = {
  "vertical-h264-aac.mp4": "PUBLISH_COMPLETE",
  "h264.mov": "PUBLISH_COMPLETE",
  "hevc.mp4": "PUBLISH_COMPLETE",
  "vp9-opus.webm": "PUBLISH_COMPLETE",
  "ten-fps.mp4": "frame_rate_check_failed",
  "too-short.mp4": "duration_check_failed",
  "too-small.mp4": "picture_size_check_failed",
  "corrupt.mp4": "file_format_check_failed",
  "audio-only.mp4": "file_format_check_failed",
  "not-a-video.txt": "file_format_check_failed",
};

const photos: Record<string, string> = {
  "photo-portrait.jpg": "PUBLISH_COMPLETE",
  "photo.webp": "PUBLISH_COMPLETE",
  "photo-too-large.jpg": "picture_size_check_failed",
  "photo.png": "file_format_check_failed",
};

describe("files made by real encoders", () => {
  for (const [name, verdict] of Object.entries(videos)) {
    it(`ends ${name} in ${verdict}`, () =>
      withSandbox(async ({ sandbox, client }) => {
        const video = file(name);
        const { access } = await client.connect();
        const init = await client.initDirect(access, { source: fileSource(video.length) });
        await client.put(init.json.data.upload_url, video);
        await sandbox.advance(60_000);
        const { data } = (await client.status(access, init.json.data.publish_id)).json;
        expect(data.fail_reason ?? data.status).toBe(verdict);
      }));
  }

  for (const [name, verdict] of Object.entries(photos)) {
    it(`ends ${name} in ${verdict}`, () =>
      withMedia({ "/photo": file(name) }, async ({ sandbox, client }) => {
        const { access } = await client.connect();
        const images = ["https://media.example.com/photo"];
        const init = await client.initPhoto(access, { source: { photo_images: images } });
        await sandbox.settle();
        await sandbox.advance(60_000);
        const { data } = (await client.status(access, init.json.data.publish_id)).json;
        expect(data.fail_reason ?? data.status).toBe(verdict);
      }));
  }
});
