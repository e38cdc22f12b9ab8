import type { ImageFacts } from "@upload-post/core/connector";
import { MediaUnreadableError } from "./media-unreadable-error";
import type { ReadRange } from "./read-range";

/** Photos with colour profiles and previews have dozens of segments, never hundreds. */
const MAX_SEGMENTS = 512;
const startOfScan = 0xda;
const endOfImage = 0xd9;
/** C4, C8 and CC lie among the frame headers but are none (ITU-T T.81, table B.1). */
const notFrameHeaders = new Set([0xc4, 0xc8, 0xcc]);

/**
 * Finds the frame header of a JPEG and reads its size (ITU-T T.81, B.2.2), and where it stands: the
 * picture's data is behind it, embedded previews are before it.
 *
 * @throws MediaUnreadableError when there is none before the picture data.
 */
export async function readJpegSize(
  read: ReadRange,
): Promise<{ readonly size: ImageFacts; readonly offsetBytes: number }> {
  let offset = 2;
  for (let count = 0; count < MAX_SEGMENTS; count += 1) {
    // Marker, length, and as much of a frame header as is needed: precision, height, width.
    const segment = await read(offset, 9);
    const marker = segment[1];
    if (segment[0] !== 0xff || marker === undefined) break;
    if (marker === 0xff) {
      offset += 1; // A fill byte may stand before any marker (B.1.1.2).
      continue;
    }
    if (marker === startOfScan || marker === endOfImage || segment.length < 4) break;
    if (marker >= 0xc0 && marker <= 0xcf && !notFrameHeaders.has(marker)) {
      if (segment.length < 9) break;
      const size = { heightPixels: segment.readUInt16BE(5), widthPixels: segment.readUInt16BE(7) };
      return { size, offsetBytes: offset };
    }
    const segmentBytes = segment.readUInt16BE(2);
    if (segmentBytes < 2) break;
    offset += 2 + segmentBytes;
  }
  throw new MediaUnreadableError(
    "The JPEG's header is broken or not all there. Send the whole file, or export it again.",
  );
}
