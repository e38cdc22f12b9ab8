import type { FileVersion, MediaWriter } from "../media-storage";
import { versionKey } from "./s3-keys";
import { putObject } from "./s3-objects";
import type { S3Place } from "./s3-versions";

/** The memory of one upload: a segment is collected, sent, and only then the next one is begun. */
const SEGMENT_BYTES = 8 * 1024 * 1024;
const FIRST_BUFFER_BYTES = 256 * 1024;

/**
 * Appends to a part, one object a segment.
 *
 * @param start Where the writer begins, and the bytes before that place which its first segment repeats.
 */
export function createS3Writer(
  { client, prefix }: S3Place,
  version: FileVersion,
  start: { readonly offsetBytes: number; readonly tail: Uint8Array },
): MediaWriter {
  let buffer = Buffer.allocUnsafeSlow(FIRST_BUFFER_BYTES);
  let filled = 0;
  let segmentOffset = start.offsetBytes - start.tail.byteLength;
  let stored = start.offsetBytes;

  const add = (bytes: Uint8Array) => {
    if (filled + bytes.byteLength > buffer.byteLength) {
      const size = Math.min(
        Math.max(buffer.byteLength * 2, filled + bytes.byteLength),
        SEGMENT_BYTES,
      );
      const larger = Buffer.allocUnsafeSlow(size);
      buffer.copy(larger, 0, 0, filled);
      buffer = larger;
    }
    buffer.set(bytes, filled);
    filled += bytes.byteLength;
  };
  const send = async () => {
    if (segmentOffset + filled === stored) return;
    const key = versionKey(prefix, version, { kind: "segment", offsetBytes: segmentOffset });
    await putObject(client, key, buffer.subarray(0, filled));
    segmentOffset += filled;
    stored = segmentOffset;
    filled = 0;
  };
  add(start.tail);
  return {
    async append(chunks) {
      for (const chunk of chunks) {
        let rest = chunk;
        while (rest.byteLength > 0) {
          const part = rest.subarray(0, SEGMENT_BYTES - filled);
          add(part);
          rest = rest.subarray(part.byteLength);
          if (filled === SEGMENT_BYTES) await send();
        }
      }
    },
    storedBytes: () => stored,
    flush: send,
    close: async () => {
      buffer = Buffer.alloc(0);
      filled = 0;
    },
  };
}
