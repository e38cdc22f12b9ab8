import type { ByteRange, MediaReader } from "@upload-post/core/connector";

/** Adds bytes to the end of a part. */
export interface MediaWriter {
  /** Appends the chunks in order. One call at a time; the chunks may be reused when it resolves. */
  append(chunks: readonly Uint8Array[]): Promise<void>;
  /** How much of the part, from its first byte on, would be found again if this process died now. */
  storedBytes(): number;
  /** Stores all that was appended, for good. */
  flush(): Promise<void>;
  /** Releases the part; what was not stored is lost. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * One writer's version of the file of a media. Every writer writes under an epoch of its own, larger
 * than those before: one that was stopped, replaced and wakes late touches its own version only.
 */
export type FileVersion = { readonly id: string; readonly epoch: number };

/** From where a writer goes on. */
export type PartToContinue = {
  readonly offsetBytes: number;
  /** The epoch of a writer that has certainly ended; `null`: the one before may still be writing. */
  readonly releasedEpoch: number | null;
};

/** One file that the store holds, whether our rows know it or not. */
export type StoredFile = FileVersion & {
  /** A part grows and cannot be read; a finished file is read and does not change. */
  readonly state: "part" | "finished";
  /** What it takes of the store. */
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

/** Thrown when the store holds less of a part than was written down. */
export class PartTooShortError extends Error {
  readonly heldBytes: number;

  constructor(id: string, heldBytes: number) {
    super(`The media store holds only ${heldBytes} bytes of ${id}.`);
    this.name = "PartTooShortError";
    this.heldBytes = heldBytes;
  }
}

/** Thrown when the store has no room for what is being written. */
export class StoreFullError extends Error {
  constructor(options?: ErrorOptions) {
    super("The media store has no room left.", options);
    this.name = "StoreFullError";
  }
}

/**
 * Where media bytes lie: for each media one file, written from its beginning to its end.
 *
 * It knows nothing of tenants, types or limits. Only what object storage can do as well is asked for: a
 * part is appended to and not read, a finished file is read and not changed. It keeps nothing in memory
 * that matters, so that any replica can go on with what another began. Which epoch counts stands in the
 * row of the media.
 *
 * Every operation may throw StorageUnavailableError when the store cannot be reached, and every one that
 * writes StoreFullError.
 */
export interface MediaStorage {
  /**
   * Begins an empty part.
   *
   * @throws Error when there is a part or a file of this version already.
   */
  createPart(part: FileVersion): Promise<MediaWriter>;
  /**
   * Begins a part with the first bytes of the newest earlier version that holds them, be it finished or
   * not; what that one has behind them is left out.
   *
   * @throws PartTooShortError when no earlier version holds as many.
   */
  continuePart(part: FileVersion, from: PartToContinue): Promise<MediaWriter>;
  /** How many bytes the longest version of a media holds; 0 when there is none. */
  partBytes(id: string): Promise<number>;
  /**
   * Makes a part into a finished file, at once and durably. Finishing a finished file does nothing.
   *
   * @throws StoredFileMissingError
   */
  finish(part: FileVersion): Promise<void>;
  /**
   * Opens a range of a finished file.
   *
   * @throws StoredFileMissingError
   */
  open(file: FileVersion, range: ByteRange): Promise<MediaReader>;
  /**
   * Removes every version with an earlier epoch, except bytes that a later one shares with them.
   *
   * @returns how many files or objects that were.
   */
  removeBefore(version: FileVersion): Promise<number>;
  /** Removes every version of a media. Removing what is not there does nothing. */
  remove(id: string): Promise<void>;
  /** Every part and file, in no order. What comes and goes meanwhile may or may not be listed. */
  list(): AsyncIterable<StoredFile>;
  /** Free space; `null` where the store has no end. */
  freeBytes(): Promise<number | null>;
  /** Resolves when the store can be written to. */
  check(): Promise<void>;
  /** Releases connections. */
  close(): Promise<void>;
}
