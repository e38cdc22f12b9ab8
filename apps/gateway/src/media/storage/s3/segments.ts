import { StorageUnavailableError } from "@upload-post/core/errors";
import { z } from "zod";

/** Bytes of a file that lie in one object, from its first byte on; what the object has more is left out. */
export type Segment = { readonly name: string; readonly bytes: number };

const segmentsSchema = z.strictObject({
  segments: z.array(z.tuple([z.string(), z.int().min(1)])),
});

/** How long a file of these segments is. */
export function lengthOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The first `bytes` bytes. */
export function cutSegments(segments: readonly Segment[], bytes: number): readonly Segment[] {
  const kept: Segment[] = [];
  let left = bytes;
  for (const segment of segments) {
    if (left <= 0) break;
    kept.push({ ...segment, bytes: Math.min(segment.bytes, left) });
    left -= segment.bytes;
  }
  return kept;
}

/** The list as it is stored. */
export function writeSegments(segments: readonly Segment[]): Buffer {
  return Buffer.from(
    JSON.stringify({ segments: segments.map(({ name, bytes }) => [name, bytes]) }),
  );
}

/** @throws StorageUnavailableError when it is not a list that this store wrote. */
export function readSegments(text: string): readonly Segment[] {
  try {
    const { segments } = segmentsSchema.parse(JSON.parse(text));
    return segments.map(([name, bytes]) => ({ name, bytes }));
  } catch (cause) {
    throw new StorageUnavailableError({
      message: "A list of segments on the media store is damaged. Restore it from a backup.",
      cause,
    });
  }
}
