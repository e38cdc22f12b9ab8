import type { ByteRange, MediaReader } from "@upload-post/core/connector";

/** Adds bytes to the end of a part. */
export interface MediaWriter {
  /** Appends the chunks in order. One call at a time; the chunks may be reused when it resolves. */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  /** Releases the part; what was appended stays. Safe to call twice. */
  close(): Promise<void>;
}

/** One file that the store holds, whether our rows know it or not. */
export type StoredFile = {
  readonly id: string;
  /** A part grows and cannot be read; a finished file is read and does not change. */
  readonly state: "part" | "finished";
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
};

/** Thrown when there is no such part or file on the store. */
export class StoredFileMissingError extends Error {
  constructor(id: string) {
    super(
      `The media store does not hold ${id}. If replicas share the database, they must share the store too; otherwise restore it from a backup.`,
    );
    this.name = "StoredFileMissingError";
  }
}

/**
 * Where media bytes lie: one file per media id, written once, from its beginning to its end.
 *
 * It knows nothing of tenants, types or limits. Only what object storage can do as well is asked for: a
 * part is appended to and not read, a finished file is read and not changed. It keeps no state in
 * memory, so that any replica can go on with what another began; that only one writes at a time is the
 * caller's business.
 */
export interface MediaStorage {
  /**
   * Begins an empty part.
   *
   * @throws Error when there is a part or a file of this id already.
   */
  createPart(id: string): Promise<void>;
  /**
   * Opens a part for appending at `offsetBytes`; what an earlier writer left behind it is dropped.
   *
   * @throws StoredFileMissingError when there is no part, or fewer bytes than that.
   */
  openPart(id: string, offsetBytes: number): Promise<MediaWriter>;
  /**
   * Makes a part into a finished file, at once and durably. Finishing a finished file does nothing.
   *
   * @throws StoredFileMissingError
   */
  finish(id: string): Promise<void>;
  /**
   * Opens a range of a finished file.
   *
   * @throws StoredFileMissingError
   */
  open(id: string, range: ByteRange): Promise<MediaReader>;
  /** Removes a part or a file. Removing what is not there does nothing. */
  remove(id: string): Promise<void>;
  /** Every part and file, in no order. What comes and goes meanwhile may or may not be listed. */
  list(): AsyncIterable<StoredFile>;
  /** Free space; `null` where the store has no end. */
  freeBytes(): Promise<number | null>;
}
