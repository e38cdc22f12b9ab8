/**
 * Every point of a post at which a crash is interesting, in the order in which it meets them. The proofs die at
 * each of them, and everything must come right afterwards.
 *
 * - `post.stored`: the post is durable, its caller has not been answered.
 * - `delivery.claimed`: a worker has the delivery and has done nothing.
 * - `delivery.step_started`: a call to the platform is about to be made that needs no arming.
 * - `delivery.persisting`: the platform has answered, or bytes have been acknowledged; nothing of that is stored.
 * - `delivery.persisted`: stored, and the next call not made.
 * - `delivery.bytes_sent`: some bytes are with the platform.
 * - `delivery.arming`: the intent to commit is about to be stored.
 * - `delivery.armed`: it is stored, and nothing that commits has been sent.
 * - `delivery.commit_started`: the call that commits is about to be made.
 * - `delivery.committed`: the platform has taken the commit; that is not stored.
 * - `delivery.reconciling`: the platform is about to be asked what came of a commit.
 * - `delivery.recording`: the run has ended, and its result is not stored.
 * - `delivery.recorded`: the result and its events are stored; nobody has been told.
 * - `delivery.released`: a worker that could not go on has handed the delivery back.
 */
export const crashPoints = [
  "post.stored",
  "delivery.claimed",
  "delivery.step_started",
  "delivery.persisting",
  "delivery.persisted",
  "delivery.bytes_sent",
  "delivery.arming",
  "delivery.armed",
  "delivery.commit_started",
  "delivery.committed",
  "delivery.reconciling",
  "delivery.recording",
  "delivery.recorded",
  "delivery.released",
] as const;

/**
 * The points of a refresh, in their order; the proof of refreshes dies at them.
 *
 * - `lease.taken`: nobody else refreshes, and nothing is written.
 * - `refresh.begun`: every replica sees the intent; the request has not left.
 * - `refresh.answered`: the answer has come, and is nowhere but in this process.
 * - `refresh.journalled`: the answer is on the disk, and not in the database.
 * - `refresh.committed`: the database has it; journal and lease do not know.
 */
export const refreshPoints = [
  "lease.taken",
  "refresh.begun",
  "refresh.answered",
  "refresh.journalled",
  "refresh.committed",
] as const;

/**
 * The points of a media, in the order of its life.
 *
 * - `media.received`: its bytes are whole on the store and examined; no row says so.
 * - `media.stored`: it is ready, its sender has not been answered.
 * - `media.removing`: the row says that it goes; its bytes are there.
 * - `media.removed`: its bytes are gone, and the books do not know.
 */
export const mediaPoints = [
  "media.received",
  "media.stored",
  "media.removing",
  "media.removed",
] as const;

/** One of {@link crashPoints}, {@link refreshPoints} or {@link mediaPoints}. */
export type CrashPoint =
  | (typeof crashPoints)[number]
  | (typeof refreshPoints)[number]
  | (typeof mediaPoints)[number];
