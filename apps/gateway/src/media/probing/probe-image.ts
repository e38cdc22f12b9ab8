import type { ImageFacts } from "@upload-post/core/connector";
import { MediaUnreadableError } from "./media-unreadable-error";
import { readJpegSize } from "./read-jpeg-size";
import type { ReadRange } from "./read-range";
import { readWebpSize } from "./read-webp-size";
import { requireImageEnd } from "./require-image-end";

/** The largest side that any of the three formats can express without tricks. */
const MAX_SIDE_PIXELS = 65_535;

/** An image on the store. */
export type ImageToProbe = {
  readonly type: "image/jpeg" | "image/webp" | "image/png";
  readonly sizeBytes: number;
  readonly read: ReadRange;
};

/**
 * Reads an image's size in pixels from its headers, and makes sure that its end is there; nothing is
 * decoded, and an orientation tag is not applied.
 *
 * @throws MediaUnreadableError when the headers are broken or the file ends early.
 */
export async function probeImage(image: ImageToProbe): Promise<ImageFacts> {
  const size = await readSize(image);
  const { widthPixels, heightPixels } = size;
  const isPossible = [widthPixels, heightPixels].every(
    (side) => side > 0 && side <= MAX_SIDE_PIXELS,
  );
  if (isPossible) return size;
  throw new MediaUnreadableError(
    `The image says that it is ${widthPixels} × ${heightPixels} pixels. Export it again and send the new file.`,
  );
}

async function readSize({ type, sizeBytes, read }: ImageToProbe): Promise<ImageFacts> {
  // The header of a WebP says how long the file is.
  if (type === "image/webp") return readWebpSize(await read(0, 30), sizeBytes);
  const { size, offsetBytes } =
    type === "image/jpeg"
      ? await readJpegSize(read)
      : { size: readPngSize(await read(0, 24)), offsetBytes: 24 };
  await requireImageEnd({ type, dataOffsetBytes: offsetBytes, sizeBytes }, read);
  return size;
}

/** PNG third edition, 11.2.1: width and height are the first fields of IHDR. */
function readPngSize(head: Buffer): ImageFacts {
  if (head.length < 24) {
    throw new MediaUnreadableError("The PNG ends inside its header. Send the whole file.");
  }
  return { widthPixels: head.readUInt32BE(16), heightPixels: head.readUInt32BE(20) };
}
