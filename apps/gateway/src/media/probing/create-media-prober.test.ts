import { readFile } from "node:fs/promises";
import { type MediaFileName, mediaFile } from "@upload-post/test-media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MediaType } from "../sniffing/media-type";
import { createMediaProber } from "./create-media-prober";
import { MediaUnreadableError } from "./media-unreadable-error";
import { videoProbeLimits } from "./video-probe-limits";

const prober = createMediaProber();

function probe(bytes: Buffer, type: MediaType, by = prober) {
  return by.probe({
    type,
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  });
}

const contents = (name: MediaFileName) => readFile(mediaFile(name).path);

describe("probing a video", () => {
  it.each([
    ["vertical-h264-aac.mp4", "video/mp4", 4, 540, 960, 30, "avc", "aac"],
    ["h264.mov", "video/quicktime", 4, 540, 960, 30, "avc", "aac"],
    ["vp9-opus.webm", "video/webm", 4, 540, 960, 30, "vp9", "opus"],
    ["hevc.mp4", "video/mp4", 4, 540, 960, 30, "hevc", "aac"],
    ["ten-fps.mp4", "video/mp4", 4, 540, 960, 10, "avc", "aac"],
    ["long.mp4", "video/mp4", 70, 360, 640, 24, "avc", "aac"],
  ] as const)(
    "finds the facts of %s",
    async (name, type, seconds, width, height, rate, video, audio) => {
      const facts = await probe(await contents(name), type);
      expect(facts).toMatchObject({ kind: "video", image: null });
      expect(facts.video).toMatchObject({
        widthPixels: width,
        heightPixels: height,
        videoCodec: video,
        audioCodec: audio,
      });
      expect(facts.video?.durationSeconds).toBeCloseTo(seconds, 1);
      expect(facts.video?.frameRate).toBeCloseTo(rate, 1);
    },
  );

  it("gives width and height as they are shown, after rotation", async () => {
    const bytes = await contents("vertical-h264-aac.mp4");
    const facts = await probe(rotateQuarterTurn(bytes), "video/mp4");
    expect(facts.video).toMatchObject({ widthPixels: 960, heightPixels: 540 });
  });

  it("refuses a file that breaks off inside its index", async () => {
    await expect(probe(await contents("corrupt.mp4"), "video/mp4")).rejects.toThrow(
      MediaUnreadableError,
    );
  });

  it("refuses a file whose index is whole but whose last pictures are missing", async () => {
    const bytes = await contents("vertical-h264-aac.mp4");
    await expect(probe(bytes.subarray(0, 200_000), "video/mp4")).rejects.toThrow("not all there");
  });

  it("refuses sound without a picture", async () => {
    await expect(probe(await contents("audio-only.mp4"), "video/mp4")).rejects.toThrow(
      "no picture track",
    );
  });

  it("passes on a failure of the store instead of blaming the file", async () => {
    const failure = new Error("the disk is gone");
    const read = () => Promise.reject(failure);
    await expect(prober.probe({ type: "video/mp4", sizeBytes: 1000, read })).rejects.toBe(failure);
  });

  it("answers facts or a refusal for files with damaged indexes", async () => {
    const whole = await contents("too-small.mp4");
    const impatient = createMediaProber({ ...videoProbeLimits, timeoutMs: 1_000 });
    const damage = fc.record({
      offset: fc.nat({ max: 4000 }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const bytes = Buffer.from(whole);
        for (const { offset, bytes: wrong } of damages) bytes.set(wrong, offset);
        const outcome = await probe(bytes, "video/mp4", impatient).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(MediaUnreadableError);
      }),
      { numRuns: 20 },
    );
  });
});

describe("probing an image", () => {
  it.each([
    ["photo-portrait.jpg", "image/jpeg", 1080, 1440],
    ["photo-too-large.jpg", "image/jpeg", 1254, 1254],
    ["photo.webp", "image/webp", 1080, 1080],
    ["photo.png", "image/png", 480, 480],
  ] as const)("finds the size of %s", async (name, type, widthPixels, heightPixels) => {
    const facts = await probe(await contents(name), type);
    expect(facts).toEqual({ kind: "image", video: null, image: { widthPixels, heightPixels } });
  });

  it("reads the size of lossless and of extended WebP", async () => {
    const lossless = webp("VP8L", [
      0x2f,
      ...littleEndian((99 & 0x3fff) | (49 << 14), 4),
      0,
      0,
      0,
      0,
    ]);
    expect((await probe(lossless, "image/webp")).image).toEqual({
      widthPixels: 100,
      heightPixels: 50,
    });
    const extended = webp("VP8X", [0, 0, 0, 0, ...littleEndian(1919, 3), ...littleEndian(1079, 3)]);
    expect((await probe(extended, "image/webp")).image).toEqual({
      widthPixels: 1920,
      heightPixels: 1080,
    });
  });

  it("finds a JPEG's frame header behind long segments and fill bytes", async () => {
    const photo = await contents("photo-portrait.jpg");
    const profile = Buffer.alloc(65_535 + 2);
    profile.set([0xff, 0xe2, 0xff, 0xff]);
    const padded = Buffer.concat([
      photo.subarray(0, 2),
      profile,
      profile,
      Buffer.from([0xff]),
      photo.subarray(2),
    ]);
    expect((await probe(padded, "image/jpeg")).image).toEqual({
      widthPixels: 1080,
      heightPixels: 1440,
    });
  });

  it.each([
    ["a JPEG that ends in its header", "image/jpeg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16])],
    ["a JPEG without a frame header", "image/jpeg", Buffer.from("ffd8ffda0002ffd9", "hex")],
    ["a PNG that ends in its header", "image/png", Buffer.alloc(20)],
    ["a PNG of no width", "image/png", Buffer.alloc(40)],
    [
      "a WebP that is shorter than it says",
      "image/webp",
      webp("VP8X", Array(10).fill(0)).fill(9, 4, 8),
    ],
    ["a WebP with a wrong start code", "image/webp", webp("VP8 ", Array(20).fill(0))],
  ] as const)("refuses %s", async (_name, type, bytes) => {
    await expect(probe(bytes, type)).rejects.toThrow(MediaUnreadableError);
  });

  it.each([
    ["photo-portrait.jpg", "image/jpeg"],
    ["photo-too-large.jpg", "image/jpeg"],
    ["photo.png", "image/png"],
    ["photo.webp", "image/webp"],
  ] as const)("refuses %s wherever it is cut off", async (name, type) => {
    const whole = await contents(name);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (length) => {
        const outcome = await probe(whole.subarray(0, length), type).catch(
          (error: unknown) => error,
        );
        expect(outcome).toBeInstanceOf(MediaUnreadableError);
      }),
      { numRuns: 60, examples: [[whole.length - 1], [Math.floor(whole.length / 2)]] },
    );
  });

  it.each([
    ["photo-portrait.jpg", "image/jpeg"],
    ["photo.png", "image/png"],
  ] as const)("takes %s with more behind its end, as cameras write it", async (name, type) => {
    const whole = await contents(name);
    for (const bytes of [1, 256 * 1024 - 1, 256 * 1024, 700_000]) {
      const padded = Buffer.concat([whole, Buffer.alloc(bytes)]);
      expect((await probe(padded, type)).kind).toBe("image");
    }
  });

  it("does not take the end of a preview for that of the picture", async () => {
    const photo = await contents("photo-portrait.jpg");
    const preview = Buffer.from([0xff, 0xe1, 0, 6, 0x12, 0x34, 0xff, 0xd9]);
    const cut = Buffer.concat([photo.subarray(0, 2), preview, photo.subarray(2, 30_000)]);
    await expect(probe(cut, "image/jpeg")).rejects.toThrow("ends early");
  });

  it("answers a size or a refusal for any bytes", async () => {
    const type = fc.constantFrom("image/jpeg", "image/webp", "image/png");
    await fc.assert(
      fc.asyncProperty(type, fc.uint8Array({ maxLength: 200 }), async (imageType, bytes) => {
        const outcome = await probe(Buffer.from(bytes), imageType).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(MediaUnreadableError);
      }),
    );
  });
});

/** Puts a quarter turn into every track header (ISO/IEC 14496-12, 8.3.2: the matrix of `tkhd`). */
function rotateQuarterTurn(bytes: Buffer): Buffer {
  const rotated = Buffer.from(bytes);
  const matrix = [0, 0x00010000, 0, -0x00010000, 0, 0, 0, 0, 0x40000000];
  const matrixOffset = 4 + 4 + 8 + 12 + 8 + 8;
  for (let at = rotated.indexOf("tkhd"); at !== -1; at = rotated.indexOf("tkhd", at + 4)) {
    for (const [index, value] of matrix.entries()) {
      rotated.writeInt32BE(value, at + matrixOffset + index * 4);
    }
  }
  return rotated;
}

function webp(chunk: string, content: readonly number[]): Buffer {
  const body = Buffer.concat([
    Buffer.from(`WEBP${chunk}`, "latin1"),
    Buffer.from(littleEndian(content.length, 4)),
    Buffer.from(content),
  ]);
  return Buffer.concat([Buffer.from("RIFF"), Buffer.from(littleEndian(body.length, 4)), body]);
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_item, index) => (value >>> (8 * index)) & 0xff);
}
