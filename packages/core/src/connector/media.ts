/** The two kinds of media there are. */
export type MediaKind = "video" | "image";

/** What probing found in a video. Codecs by their short names: `avc`, `hevc`, `vp8`, `vp9`, `av1`, `aac`, `opus`, `mp3`. */
export type VideoFacts = {
  readonly durationSeconds: number;
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** Average frames a second; `null` when the container does not tell. */
  readonly frameRate: number | null;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
};

/** What probing found in an image. */
export type ImageFacts = { readonly widthPixels: number; readonly heightPixels: number };

/** Everything that is known about one media without its bytes. */
export type MediaFacts = {
  readonly kind: MediaKind;
  readonly sizeBytes: number;
  /** Lower-case hex SHA-256 of the bytes. */
  readonly sha256: string;
  /** Media type by sniffing, such as `video/mp4`. */
  readonly type: string;
  /** `null` when nobody probed it, or it is no video. */
  readonly video: VideoFacts | null;
  /** `null` when nobody probed it, or it is no image. */
  readonly image: ImageFacts | null;
};

/** Part of a media: `lengthBytes` bytes from `offsetBytes` on. */
export type ByteRange = { readonly offsetBytes: number; readonly lengthBytes: number };

/** An open range. The reader fills the caller's buffer, so that one buffer serves a whole transfer. */
export interface MediaReader {
  /** Fills `target` from its start with the next bytes; answers how many, 0 at the end of the range. */
  read(target: Uint8Array): Promise<number>;
  /** Releases what the range holds. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Where media bytes come from: never a path, never a whole buffer.
 *
 * Bytes must not change between two reads: a transfer resumes only when size and digest match.
 */
export interface MediaSource {
  readonly facts: MediaFacts;
  /** Opens a range. Ranges may be opened again, in any order, also after a crash. */
  open(range: ByteRange, signal: AbortSignal): Promise<MediaReader>;
}
