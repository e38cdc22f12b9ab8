/** How long a lock may be waited for and held. */
export type LockRequest = {
  /** The lock is lost when it is held longer; a crashed holder blocks others at most this long. */
  readonly ttlMs: number;
  /** How long to wait for another holder; 0 asks once. */
  readonly waitMs: number;
  /** Gives up waiting. Does not release a lock that was granted. */
  readonly signal: AbortSignal;
};

/** A lock that is held. */
export interface Lock {
  /** Aborted when the lock is no longer ours: its time ran out, or the storage of locks lost it. */
  readonly lost: AbortSignal;
  /** Gives the lock back. Safe to call twice, and after it was lost. */
  release(): Promise<void>;
}

/**
 * Mutual exclusion by name, over all processes that share the locker.
 *
 * A lock is a courtesy that avoids needless work; what must not break is guarded by compare-and-set.
 * An implementation proves itself with `describeLockerContract` of `@upload-post/core/testing`.
 */
export interface Locker {
  /**
   * Takes the lock; `null` when another held it all through `waitMs`.
   *
   * @throws the signal's reason when it is aborted while waiting.
   * @throws StorageUnavailableError when the storage of locks does not answer.
   */
  acquire(name: string, request: LockRequest): Promise<Lock | null>;
}
