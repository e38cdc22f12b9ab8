import { randomBytes } from "node:crypto";

/** Makes the identifiers TikTok would make. */
export interface IdSource {
  /** A 64-bit post id beyond 2^53, so that a reader that parses numbers as doubles corrupts it. */
  postId(): bigint;
  /** The digits after the prefix of a publish id; ten posts share their first 16 digits. */
  taskNumber(): string;
  /** An unguessable word of letters and digits. */
  word(length: number): string;
}

// The last digits matter: as a double this number is 7678907398077074000-something else.
const FIRST_POST_ID = 7678907398077074697n;
const FIRST_TASK_NUMBER = 7400000000000000001n;
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

/** Makes a source of identifiers; numbers count up, words are random. */
export function createIdSource(): IdSource {
  let posts = 0n;
  let tasks = 0n;
  return {
    postId() {
      posts += 1n;
      return FIRST_POST_ID + 2n * (posts - 1n);
    },
    taskNumber() {
      tasks += 1n;
      return String(FIRST_TASK_NUMBER + tasks - 1n);
    },
    word: (length) =>
      Array.from(randomBytes(length), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join(""),
  };
}
