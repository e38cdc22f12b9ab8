import { open, stat } from "node:fs/promises";
import type { FailReason } from "../publish/publish-task";
import { readImageHeader } from "./image-size";

// MT: at most 20 MB an image; "1080p" is the short side, as seen live (WILD).
const MAX_BYTES = 20_000_000;
const MAX_SHORT_SIDE = 1080;

// Metadata can push a JPEG's frame header far into the file.
const HEADER_BYTES = 2_000_000;

/** Why TikTok would fail a photo, or null: JPEG and WebP only, 20 MB, short side up to 1080 px. */
export async function checkPhoto(path: string): Promise<FailReason | null> {
  const { size } = await stat(path);
  const header = readImageHeader(await readStart(path, Math.min(size, HEADER_BYTES)));
  if (header === null) {
    return "file_format_check_failed";
  }
  const shortSide = Math.min(header.width, header.height);
  if (size > MAX_BYTES || shortSide > MAX_SHORT_SIDE || shortSide === 0) {
    return "picture_size_check_failed";
  }
  return null;
}

async function readStart(path: string, length: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
