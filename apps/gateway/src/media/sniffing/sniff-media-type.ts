import type { MediaType } from "./media-type";
import { sniffIsoBrand } from "./sniff-iso-brand";
import { isWebm } from "./sniff-webm";

/** How much of a file's beginning {@link sniffMediaType} looks at. */
export const SNIFFED_BYTES = 4096;

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Tells a file's type by its first bytes, before any parser sees it.
 *
 * @param head The file's first bytes; {@link SNIFFED_BYTES} or the whole file if it is shorter.
 * @returns `null` for everything that the store does not take.
 */
export function sniffMediaType(head: Uint8Array): MediaType | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SNIFFED_BYTES));
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return "image/jpeg";
  // The first chunk of a PNG is IHDR, 13 bytes long (PNG third edition, 5.6 and 11.2.1).
  if (startsWith(bytes, pngSignature) && ascii(bytes, 12) === "IHDR") return "image/png";
  if (ascii(bytes, 0) === "RIFF" && ascii(bytes, 8) === "WEBP") return sniffWebp(bytes);
  if (ascii(bytes, 4) === "ftyp") return sniffIsoBrand(bytes);
  return isWebm(bytes) ? "video/webm" : null;
}

/** RFC 9649, 2.5: the first chunk of a WebP file is one of three. */
function sniffWebp(bytes: Buffer): MediaType | null {
  return ["VP8 ", "VP8L", "VP8X"].includes(ascii(bytes, 12)) ? "image/webp" : null;
}

function startsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

function ascii(bytes: Buffer, offset: number): string {
  return bytes.toString("latin1", offset, offset + 4);
}
