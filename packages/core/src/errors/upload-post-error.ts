import type { ErrorCode } from "./error-code";

const marker = Symbol.for("upload-post.error");

/**
 * What the failed call may have changed at the platform.
 *
 * - `none`: proven to have changed nothing; repeating is safe.
 * - `possible`: an answer was lost; it may or may not have happened.
 * - `done`: it happened, although the call failed afterwards.
 */
export type ErrorEffect = "none" | "possible" | "done";

/** What the platform itself said, kept for its support team. */
export type PlatformErrorDetails = {
  /** The connector's id. */
  readonly name: string;
  /** The platform's own error code, exactly as sent; `null` when it sent none. */
  readonly code: string | null;
  /** The platform's request or log id; `null` when it sent none. */
  readonly logId: string | null;
};

/** What every error of this house is made from. */
export type UploadPostErrorOptions = {
  /** What happened, to which thing, what to do next. Never a token, a URL with a query, or a body. */
  readonly message: string;
  readonly effect?: ErrorEffect;
  readonly platform?: PlatformErrorDetails | null;
  readonly cause?: unknown;
};

/**
 * The root of every error this product throws on purpose.
 *
 * Errors are sorted by what the caller must do next, one class a reaction. Recognise them with
 * {@link isUploadPostError} and by `code`, not by `instanceof`: two copies of this package may be
 * installed side by side.
 */
export class UploadPostError extends Error {
  /** One of a closed list; what programs branch on. */
  readonly code: ErrorCode;
  /** Whether the same call can succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** What the failed call may have changed at the platform. */
  readonly effect: ErrorEffect;
  /** What the platform said; `null` when the platform was not asked. */
  readonly platform: PlatformErrorDetails | null;

  constructor(code: ErrorCode, retryable: boolean, options: UploadPostErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = retryable;
    this.effect = options.effect ?? "none";
    this.platform = options.platform ?? null;
    Object.defineProperty(this, marker, { value: true });
  }
}

/** True for every error of this tree, whichever copy of the package made it. */
export function isUploadPostError(value: unknown): value is UploadPostError {
  return typeof value === "object" && value !== null && marker in value;
}
