import {
  type ErrorCode,
  type ErrorEffect,
  type PlatformErrorDetails,
  UploadPostError,
} from "../errors";

/** An error as JSON: what it says to people and programs, without stack and cause. */
export type StoredError = {
  readonly name: string;
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly effect: ErrorEffect;
  readonly platform: PlatformErrorDetails | null;
  /** What only some kinds of error have, such as `field` or `retryAfterMs`. */
  readonly details: Readonly<Record<string, StoredDetail>>;
};

type StoredDetail = string | number | boolean | null | readonly string[];

const ownMembers: ReadonlySet<string> = new Set([
  "name",
  "code",
  "retryable",
  "effect",
  "platform",
  "cause",
]);

/** Writes an error down, so that another process can say the same later. */
export function storeError(error: UploadPostError): StoredError {
  const { name, code, message, retryable, effect, platform } = error;
  const details = Object.fromEntries(
    Object.entries(error).filter(
      (entry): entry is [string, StoredDetail] => !ownMembers.has(entry[0]) && isDetail(entry[1]),
    ),
  );
  return { name, code, message, retryable, effect, platform, details };
}

/** The error again, as far as {@link storeError} wrote it down: of the same code, for every guard. */
export function restoreError(stored: StoredError): UploadPostError {
  const { name, code, retryable, details, ...options } = stored;
  return Object.assign(new UploadPostError(code, retryable, options), details, { name });
}

function isDetail(value: unknown): value is StoredDetail {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string");
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
