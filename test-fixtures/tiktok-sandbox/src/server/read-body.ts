import type { IncomingMessage } from "node:http";

/** The body was larger than any TikTok call needs. */
export class BodyTooLargeError extends Error {
  constructor(limitBytes: number) {
    super(`The body is larger than ${limitBytes} bytes.`);
    this.name = "BodyTooLargeError";
  }
}

/**
 * Reads a whole body as UTF-8.
 * @throws BodyTooLargeError beyond `limitBytes`; the connection's own error when it breaks.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > limitBytes) {
      throw new BodyTooLargeError(limitBytes);
    }
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString("utf8");
}
