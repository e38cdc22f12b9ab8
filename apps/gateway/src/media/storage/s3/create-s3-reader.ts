import type { ByteRange, MediaReader } from "@upload-post/core/connector";
import { StorageUnavailableError } from "@upload-post/core/errors";
import { StoredFileMissingError } from "../media-storage";
import { mediaFolder } from "./s3-keys";
import { getObjectRange } from "./s3-objects";
import type { S3Place } from "./s3-versions";
import type { Segment } from "./segments";

/** How often in a row a range may break off without having brought a byte. */
const MAX_FRUITLESS = 3;

type Chunks = AsyncIterator<Uint8Array>;

/** Reads a range of a file that lies in segments. A body that breaks off is asked for again, from where it broke. */
export function createS3Reader(
  { client, prefix }: S3Place,
  file: { readonly id: string; readonly segments: readonly Segment[] },
  range: ByteRange,
): MediaReader {
  let rest = piecesOf(file.segments, range);
  let open: { readonly chunks: Chunks; readonly end: () => void } | null = null;
  let chunk: Uint8Array = new Uint8Array();
  let fruitless = 0;

  const release = () => {
    open?.end();
    open = null;
  };
  /** The next bytes of the piece that is being read; `null` when it broke off. */
  const pull = async ({ name, ...piece }: Piece): Promise<Uint8Array | null> => {
    if (open === null) {
      const key = `${mediaFolder(prefix, file.id)}${name}`;
      const body = await getObjectRange(client, key, piece);
      if (body === null) throw new StoredFileMissingError(file.id);
      open = { chunks: body[Symbol.asyncIterator](), end: () => body.destroy() };
    }
    try {
      const { done, value } = await open.chunks.next();
      return done === true ? null : value;
    } catch (cause) {
      if (fruitless >= MAX_FRUITLESS) throw brokenOff(cause);
      return null;
    }
  };
  const fill = async (piece: Piece): Promise<void> => {
    const bytes = await pull(piece);
    if (bytes === null || bytes.byteLength === 0) {
      release();
      fruitless += 1;
      if (fruitless > MAX_FRUITLESS) throw brokenOff();
      return;
    }
    fruitless = 0;
    chunk = bytes.subarray(0, piece.lengthBytes);
    const left = piece.lengthBytes - chunk.byteLength;
    const offsetBytes = piece.offsetBytes + chunk.byteLength;
    if (left === 0) release();
    rest = [
      ...(left === 0 ? [] : [{ ...piece, offsetBytes, lengthBytes: left }]),
      ...rest.slice(1),
    ];
  };
  return {
    async read(target) {
      while (chunk.byteLength === 0) {
        const [piece] = rest;
        if (piece === undefined || target.byteLength === 0) return 0;
        await fill(piece);
      }
      const bytes = chunk.subarray(0, target.byteLength);
      target.set(bytes);
      chunk = chunk.subarray(bytes.byteLength);
      return bytes.byteLength;
    },
    async close() {
      release();
      rest = [];
      chunk = new Uint8Array();
    },
  };
}

/** Bytes of one object. */
type Piece = ByteRange & { readonly name: string };

function piecesOf(segments: readonly Segment[], range: ByteRange): readonly Piece[] {
  const end = range.offsetBytes + range.lengthBytes;
  const pieces: Piece[] = [];
  let start = 0;
  for (const { name, bytes } of segments) {
    const from = Math.max(range.offsetBytes, start);
    const to = Math.min(end, start + bytes);
    if (to > from) pieces.push({ name, offsetBytes: from - start, lengthBytes: to - from });
    start += bytes;
  }
  return pieces;
}

function brokenOff(cause?: unknown): StorageUnavailableError {
  return new StorageUnavailableError({
    message: "The media store breaks off while a file is read. Try again later.",
    cause,
  });
}
