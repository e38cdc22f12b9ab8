import type { ImageFacts } from "@upload-post/core/connector";
import { MediaUnreadableError } from "./media-unreadable-error";

const riffHeaderBytes = 8;

/**
 * Reads the size of a WebP from the first 30 bytes of the file (RFC 9649, 2.4-2.7).
 *
 * @throws MediaUnreadableError when the header is broken or the file is shorter than it says.
 */
export function readWebpSize(head: Buffer, fileBytes: number): ImageFacts {
  const chunk = head.toString("latin1", 12, 16);
  // A lossless image of one pixel may be shorter than the other two headers.
  if (head.length < (chunk === "VP8L" ? 25 : 30)) throw broken();
  if (riffHeaderBytes + head.readUInt32LE(4) > fileBytes) {
    throw new MediaUnreadableError("The WebP ends early. Send the whole file.");
  }
  switch (chunk) {
    case "VP8X":
      return { widthPixels: head.readUIntLE(24, 3) + 1, heightPixels: head.readUIntLE(27, 3) + 1 };
    case "VP8L": {
      if (head[20] !== 0x2f) throw broken();
      const bits = head.readUInt32LE(21);
      return { widthPixels: (bits & 0x3fff) + 1, heightPixels: ((bits >>> 14) & 0x3fff) + 1 };
    }
    default: {
      // RFC 6386, 9.1: a key frame's start code, then 14 bits of width and of height.
      if (head.readUIntBE(23, 3) !== 0x9d012a) throw broken();
      const widthPixels = head.readUInt16LE(26) & 0x3fff;
      const heightPixels = head.readUInt16LE(28) & 0x3fff;
      return { widthPixels, heightPixels };
    }
  }
}

function broken(): MediaUnreadableError {
  return new MediaUnreadableError("The WebP's header is broken. Export the image again.");
}
