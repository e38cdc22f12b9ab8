import { isUploadPostError } from "@upload-post/core/errors";
import { ApiError } from "../http/api-error";

const MAX_CAUSES = 5;

/** What a log line says about an error. */
export type DescribedError = {
  readonly name: string;
  readonly code: string | null;
  /** Only for errors of our own making: others' messages quote URLs, queries and bodies. */
  readonly message: string | null;
  /** Where it was thrown; file positions only. */
  readonly stack: readonly string[];
  readonly cause: DescribedError | null;
};

/** Describes anything thrown, by allow-list. */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) {
    return { name: typeof error, code: null, message: null, stack: [], cause: null };
  }
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  const hasCause = error.cause !== undefined && depth < MAX_CAUSES;
  return {
    name: error.name,
    code,
    message: isOurOwn(error) ? error.message : null,
    stack: framesOf(error),
    cause: hasCause ? describeError(error.cause, depth + 1) : null,
  };
}

/** Errors whose messages this house writes itself and keeps free of secrets. */
function isOurOwn(error: Error): boolean {
  return isUploadPostError(error) || error instanceof ApiError;
}

/** The message stands before the frames and may have several lines, so only frames are kept. */
function framesOf(error: Error): string[] {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^ {4}at /.test(line))
    .map((line) => line.trim())
    .slice(0, 12);
}
