import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import type {
  ByteRange,
  ImageFacts,
  MediaFacts,
  MediaReader,
  MediaSource,
  VideoFacts,
} from "../connector";
import { MediaRejectedError } from "../errors";

/** A file on disk and what is known about it. */
export type FileMediaSourceOptions = {
  readonly path: string;
  /** Media type, such as `video/mp4`; decides the kind. */
  readonly type: string;
  /** Lower-case hex; computed by reading the file once when absent. */
  readonly sha256?: string;
  /** What probing found; rules that need it are left to the platform when absent. */
  readonly video?: VideoFacts;
  readonly image?: ImageFacts;
};

/**
 * Media from a local file. Reads are positional, so that ranges can be opened in any order and
 * memory does not grow with the file.
 *
 * @throws MediaRejectedError with rule `empty` for an empty file; from `open` with rule `source_gone`
 * when the file is no longer there.
 */
export async function createFileMediaSource(options: FileMediaSourceOptions): Promise<MediaSource> {
  const file = await open(options.path);
  try {
    const { size: sizeBytes } = await file.stat();
    if (sizeBytes === 0) {
      throw new MediaRejectedError({
        rule: "empty",
        message: "The media file is empty. Choose another file.",
      });
    }
    const facts: MediaFacts = {
      kind: options.type.startsWith("image/") ? "image" : "video",
      sizeBytes,
      sha256: options.sha256 ?? (await digest(file)),
      type: options.type,
      video: options.video ?? null,
      image: options.image ?? null,
    };
    return { facts, open: (range) => openRange(options.path, range) };
  } finally {
    await file.close();
  }
}

async function digest(file: FileHandle): Promise<string> {
  const hash = createHash("sha256");
  const stream = file.createReadStream({ autoClose: false, start: 0, highWaterMark: 1024 * 1024 });
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}

async function openRange(path: string, range: ByteRange): Promise<MediaReader> {
  const file = await openAgain(path);
  const endBytes = range.offsetBytes + range.lengthBytes;
  let positionBytes = range.offsetBytes;
  let closing: Promise<void> | null = null;
  return {
    async read(target) {
      const wanted = Math.min(target.byteLength, endBytes - positionBytes);
      if (wanted <= 0) return 0;
      const { bytesRead } = await file.read(target, 0, wanted, positionBytes);
      positionBytes += bytesRead;
      return bytesRead;
    },
    close() {
      closing ??= file.close();
      return closing;
    },
  };
}

/** Node's error names the path; a media that went away is told without it. */
async function openAgain(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    const gone = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!gone) throw error;
    throw new MediaRejectedError({
      rule: "source_gone",
      message: "The media file is no longer there. Bring the media again and make a new post.",
    });
  }
}
