/** Width, height and format of a photo, read from its header alone. */
export interface ImageSize {
  container: "jpeg" | "png" | "webp";
  width: number;
  height: number;
}

/** Reads what `bytes` says about itself; null when it is no JPEG, PNG or lossy WebP. */
export function imageSize(bytes: Buffer): ImageSize | null {
  if (bytes.readUInt32BE(0) === 0x89504e47) {
    return { container: "png", width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 16) === "WEBPVP8 ") {
    const width = bytes.readUInt16LE(26) & 0x3fff;
    const height = bytes.readUInt16LE(28) & 0x3fff;
    return { container: "webp", width, height };
  }
  return bytes.readUInt16BE(0) === 0xffd8 ? jpegSize(bytes) : null;
}

/** Walks the JPEG segments to the start of frame (SOF0-SOF2), which carries the size. */
function jpegSize(bytes: Buffer): ImageSize | null {
  let offset = 2;
  while (offset + 9 < bytes.length) {
    const marker = bytes.readUInt16BE(offset);
    if (marker >= 0xffc0 && marker <= 0xffc2) {
      const height = bytes.readUInt16BE(offset + 5);
      return { container: "jpeg", width: bytes.readUInt16BE(offset + 7), height };
    }
    offset += 2 + bytes.readUInt16BE(offset + 2);
  }
  return null;
}
