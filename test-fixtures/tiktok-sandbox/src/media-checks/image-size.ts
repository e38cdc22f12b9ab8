/** What the header of an image says. */
export interface ImageHeader {
  readonly type: "jpeg" | "webp";
  readonly width: number;
  readonly height: number;
}

/** Reads type and size of a JPEG or WebP from its bytes; null for anything else, PNG included. */
export function readImageHeader(bytes: Buffer): ImageHeader | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) {
    return readJpeg(bytes);
  }
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP") {
    return readWebp(bytes);
  }
  return null;
}

function readJpeg(bytes: Buffer): ImageHeader | null {
  let at = 2;
  while (at + 9 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill byte
    } else if (isFrameStart(marker)) {
      return {
        type: "jpeg",
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
      };
    } else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      at += 2; // markers without a length
    } else {
      at += 2 + bytes.readUInt16BE(at + 2);
    }
  }
  return null;
}

// SOF0 to SOF15, without the Huffman, arithmetic and JPG markers among them.
function isFrameStart(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readWebp(bytes: Buffer): ImageHeader | null {
  if (bytes.length < 30) {
    return null;
  }
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8 ":
      return webp(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    case "VP8L": {
      const bits = bytes.readUInt32LE(21);
      return webp((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case "VP8X":
      return webp(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
    default:
      return null;
  }
}

function webp(width: number, height: number): ImageHeader {
  return { type: "webp", width, height };
}
