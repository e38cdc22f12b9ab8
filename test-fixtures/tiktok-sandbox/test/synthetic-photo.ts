/** A JPEG of these dimensions: sound headers, no picture. */
export function createJpeg(width: number, height: number, size = 0): Buffer {
  const frame = Buffer.from(
    "ffd8ffe000104a46494600010100000100010000ffc0000b080000000001011100",
    "hex",
  );
  frame.writeUInt16BE(height, 25);
  frame.writeUInt16BE(width, 27);
  const rest = Buffer.alloc(Math.max(0, size - frame.length - 2));
  return Buffer.concat([frame, rest, Buffer.from("ffd9", "hex")]);
}

/** A WebP header of one of its three kinds. */
export function createWebp(kind: "VP8 " | "VP8L" | "VP8X", width: number, height: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(24, 4);
  bytes.write(`WEBP${kind}`, 8, "latin1");
  if (kind === "VP8 ") {
    bytes.writeUInt16LE(width, 26);
    bytes.writeUInt16LE(height, 28);
  } else if (kind === "VP8L") {
    bytes.writeUInt8(0x2f, 20);
    bytes.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  } else {
    bytes.writeUIntLE(width - 1, 24, 3);
    bytes.writeUIntLE(height - 1, 27, 3);
  }
  return bytes;
}

/** The first bytes of a PNG. */
export function createPng(width: number, height: number): Buffer {
  const bytes = Buffer.from("89504e470d0a1a0a0000000d494844520000000000000000", "hex");
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}
