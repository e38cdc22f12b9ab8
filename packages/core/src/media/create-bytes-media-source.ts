import { createHash } from "node:crypto";
import type { ImageFacts, MediaSource, VideoFacts } from "../connector";
import { MediaRejectedError } from "../errors";

/** Media that is in memory already: photos, and small files in tests. */
export type BytesMediaSourceOptions = {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly video?: VideoFacts;
  readonly image?: ImageFacts;
};

/**
 * Media from bytes in memory. Do not use it for videos: a file source keeps memory flat.
 *
 * @throws MediaRejectedError with rule `empty` for no bytes.
 */
export function createBytesMediaSource(options: BytesMediaSourceOptions): MediaSource {
  const { bytes } = options;
  if (bytes.byteLength === 0) {
    throw new MediaRejectedError({ rule: "empty", message: "The media is empty. Choose another." });
  }
  return {
    facts: {
      kind: options.type.startsWith("image/") ? "image" : "video",
      sizeBytes: bytes.byteLength,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      type: options.type,
      video: options.video ?? null,
      image: options.image ?? null,
    },
    async open(range) {
      let position = range.offsetBytes;
      const end = Math.min(range.offsetBytes + range.lengthBytes, bytes.byteLength);
      return {
        async read(target) {
          const slice = bytes.subarray(position, Math.min(end, position + target.byteLength));
          target.set(slice);
          position += slice.byteLength;
          return slice.byteLength;
        },
        close: async () => undefined,
      };
    },
  };
}
