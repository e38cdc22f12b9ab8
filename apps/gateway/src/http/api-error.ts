import type { ApiErrorCode } from "./error-codes";

/** One field of the request and what is wrong with it. */
export type FieldError = {
  /** JSON pointer into the body (`/targets/0/mode`), or `?name` for a query parameter, or a header's name. */
  readonly path: string;
  readonly message: string;
};

/** What an {@link ApiError} is made from. */
export type ApiErrorOptions = {
  /** What happened, to which thing, what to do next; for people. Never a secret, never a URL with a query. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** What a program should do next, e.g. `{ type: "reauthorize", connection: "con_…" }`. */
  readonly nextAction?: Readonly<Record<string, unknown>>;
  readonly outcome?: "not_published" | "published" | "unknown";
  readonly platform?: {
    readonly name: string;
    readonly code: string | null;
    readonly log_id: string | null;
  };
  readonly cause?: unknown;
};

/** A refusal with a code of the closed list; the one kind of error that rooms of the gateway throw at callers. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly options: ApiErrorOptions;

  constructor(code: ApiErrorCode, options: ApiErrorOptions) {
    super(options.detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ApiError";
    this.code = code;
    this.options = options;
  }
}

/**
 * The answer for a missing thing and for another tenant's thing alike. It does not repeat the id, so
 * that the two answers are the same bytes.
 */
export function notFound(thing: string): ApiError {
  return new ApiError("not_found", {
    detail: `There is no such ${thing}. Check the id, and that the API key belongs to its tenant.`,
  });
}

/** An id inside a body that is missing or another tenant's; the answer is the same for both. */
export function unknownReference(path: string, thing: string): ApiError {
  return new ApiError("unknown_reference", {
    detail: `The request names a ${thing} that does not exist. Check the id at ${path}.`,
    errors: [{ path, message: `There is no such ${thing}.` }],
  });
}
