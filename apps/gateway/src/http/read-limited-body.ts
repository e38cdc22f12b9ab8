import { ApiError } from "./api-error";

/** How much of a body is read, and for how long. */
export type BodyLimits = { readonly maxBytes: number; readonly timeoutMs: number };

/**
 * Reads a small body into memory, and no more than `maxBytes` of it.
 *
 * @throws ApiError `payload_too_large`, `request_timeout`, or `invalid_request` when the body is cut off.
 */
export async function readLimitedBody(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  const declared = Number(request.headers.get("content-length") ?? "0");
  if (declared > limits.maxBytes) throw tooLarge(limits.maxBytes);
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<"expired">((resolve) => {
    timer = setTimeout(resolve, limits.timeoutMs, "expired");
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const read = await Promise.race([reader.read(), expired]);
      if (read === "expired") throw tooSlow(limits.timeoutMs);
      if (read.done) return Buffer.concat(chunks, size);
      size += read.value.byteLength;
      if (size > limits.maxBytes) throw tooLarge(limits.maxBytes);
      chunks.push(read.value);
    }
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError("invalid_request", { detail: "The body was cut off.", cause: error });
  } finally {
    clearTimeout(timer);
    reader.releaseLock();
  }
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError("payload_too_large", {
    detail: `The body is larger than the ${maxBytes} bytes that this route takes.`,
  });
}

function tooSlow(timeoutMs: number): ApiError {
  return new ApiError("request_timeout", {
    detail: `The body did not arrive within ${timeoutMs / 1000} seconds.`,
  });
}
