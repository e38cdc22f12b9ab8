import { createHash } from "node:crypto";
import { createFileMediaSource } from "@upload-post/core";
import type { MediaSource } from "@upload-post/core/connector";
import { type MediaFileName, mediaFile } from "@upload-post/test-media";

/** A committed file as media; nothing is probed, so that TikTok finds what is wrong with it. */
export function fileMedia(name: MediaFileName): Promise<MediaSource> {
  const { path, type, sha256 } = mediaFile(name);
  return createFileMediaSource({ path, type, sha256 });
}

/**
 * A video of any size without a file: byte `i` is a mix of `i`, so that a part that is lost, doubled
 * or moved changes the digest.
 */
export function syntheticVideo(sizeBytes: number): MediaSource {
  const hash = createHash("sha256");
  const block = new Uint8Array(1024 * 1024);
  for (let offset = 0; offset < sizeBytes; offset += block.byteLength) {
    const length = Math.min(block.byteLength, sizeBytes - offset);
    fill(block.subarray(0, length), offset);
    hash.update(block.subarray(0, length));
  }
  return {
    facts: {
      kind: "video",
      sizeBytes,
      sha256: hash.digest("hex"),
      type: "video/mp4",
      video: null,
      image: null,
    },
    async open(range) {
      let position = range.offsetBytes;
      const end = Math.min(range.offsetBytes + range.lengthBytes, sizeBytes);
      return {
        async read(target) {
          const length = Math.min(target.byteLength, end - position);
          fill(target.subarray(0, length), position);
          position += length;
          return length;
        },
        close: async () => undefined,
      };
    },
  };
}

function fill(target: Uint8Array, offset: number): void {
  for (let index = 0; index < target.byteLength; index += 1) {
    const at = offset + index;
    target[index] = (at ^ (at >>> 9) ^ (at >>> 17)) & 0xff;
  }
}
