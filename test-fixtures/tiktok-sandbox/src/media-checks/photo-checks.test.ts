import { describe, expect, it } from "vitest";
import { withMedia } from "../../test/pull-scene";
import { createJpeg, createPng, createWebp } from "../../test/synthetic-photo";
import { readImageHeader } from "./image-size";

/** Posts a carousel and answers how it ended. */
async function verdictOn(...photos: Buffer[]): Promise<string> {
  const files = Object.fromEntries(photos.map((photo, index) => [`/${index}`, photo]));
  let verdict = "";
  await withMedia(files, async ({ sandbox, client }) => {
    const { access } = await client.connect();
    const images = photos.map((_, index) => `https://media.example.com/${index}`);
    const init = await client.initPhoto(access, { source: { photo_images: images } });
    await sandbox.settle();
    await sandbox.advance(60_000);
    const { data } = (await client.status(access, init.json.data.publish_id)).json;
    verdict = data.fail_reason ?? data.status;
  });
  return verdict;
}

describe("photo checks", () => {
  it("takes JPEG and WebP and fails PNG with file_format_check_failed", async () => {
    const good = [
      createJpeg(1080, 1920),
      createWebp("VP8 ", 1080, 1080),
      createWebp("VP8L", 1920, 1080),
      createWebp("VP8X", 1080, 1440),
    ];
    expect(await verdictOn(...good)).toBe("PUBLISH_COMPLETE");
    expect(await verdictOn(createPng(800, 800))).toBe("file_format_check_failed");
    expect(await verdictOn(Buffer.from("GIF89a"))).toBe("file_format_check_failed");
    expect(await verdictOn(Buffer.alloc(0))).toBe("file_format_check_failed");
  });

  it("fails the whole carousel for one image with a short side of 1081 px", async () => {
    const good = createJpeg(1080, 1920);
    const reason = "picture_size_check_failed";
    expect(await verdictOn(good, createJpeg(1081, 1081), good)).toBe(reason);
    expect(await verdictOn(createJpeg(1086, 1448))).toBe(reason);
    expect(await verdictOn(createWebp("VP8X", 1254, 1254))).toBe(reason);
  });

  it("fails an image beyond 20 MB", async () => {
    expect(await verdictOn(createJpeg(800, 800, 20_000_001))).toBe("picture_size_check_failed");
    expect(await verdictOn(createJpeg(800, 800, 20_000_000))).toBe("PUBLISH_COMPLETE");
  });

  it("reads dimensions from every kind of header", () => {
    expect(readImageHeader(createJpeg(1086, 1448))).toEqual({
      type: "jpeg",
      width: 1086,
      height: 1448,
    });
    for (const kind of ["VP8 ", "VP8L", "VP8X"] as const) {
      expect(readImageHeader(createWebp(kind, 1081, 720))).toEqual({
        type: "webp",
        width: 1081,
        height: 720,
      });
    }
  });
});
