import { MediaUnreadableError } from "./media-unreadable-error";
import type { ReadRange } from "./read-range";

/** A whole image nearly always ends within the last window; only a broken one is read to its beginning. */
const WINDOW_BYTES = 256 * 1024;

/** What the data of an image ends with. Neither can stand in the data itself. */
const endMarks = {
  // ITU-T T.81, B.1.1.3: the end-of-image marker; in the data, every FF is followed by 00 or a restart marker.
  "image/jpeg": Buffer.from([0xff, 0xd9]),
  // PNG third edition, 11.2.5: IEND has no data, so that its checksum is always the same.
  "image/png": Buffer.from("IEND\xae\x42\x60\x82", "latin1"),
};

/**
 * Looks for the mark that an image ends with, from the end of the file on: cameras write previews and
 * whole videos behind it.
 *
 * @param image `dataOffsetBytes`: where its data begins; an earlier mark is that of an embedded preview.
 * @throws MediaUnreadableError when the file ends before the image does.
 */
export async function requireImageEnd(
  image: {
    readonly type: keyof typeof endMarks;
    readonly dataOffsetBytes: number;
    readonly sizeBytes: number;
  },
  read: ReadRange,
): Promise<void> {
  const { type, dataOffsetBytes, sizeBytes } = image;
  const mark = endMarks[type];
  for (let end = sizeBytes; end > dataOffsetBytes; end -= WINDOW_BYTES) {
    const start = Math.max(dataOffsetBytes, end - WINDOW_BYTES);
    // A mark may stand across the border of two windows.
    const window = await read(start, Math.min(end + mark.length - 1, sizeBytes) - start);
    if (window.includes(mark)) return;
  }
  const name = type === "image/jpeg" ? "JPEG" : "PNG";
  throw new MediaUnreadableError(`The ${name} ends early. Send the whole file.`);
}
