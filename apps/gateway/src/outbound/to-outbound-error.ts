import { errors } from "undici";
import { OutboundError } from "./outbound-error";

const slowErrors = [
  errors.ConnectTimeoutError,
  errors.HeadersTimeoutError,
  errors.BodyTimeoutError,
] as const;

/** Sorts what the HTTP client and its sockets throw. The cause is for the log; it names no address of the peer to the caller. */
export function toOutboundError(error: unknown): unknown {
  if (error instanceof OutboundError) return error;
  if (error instanceof Error && error.name === "AbortError") return error;
  if (slowErrors.some((kind) => error instanceof kind)) {
    return new OutboundError("too_slow", "The address did not answer in time.", { cause: error });
  }
  return new OutboundError(
    "unreachable",
    "The address could not be reached, or the connection broke.",
    {
      cause: error,
    },
  );
}
