import type { IncomingMessage } from "node:http";
import type { ByteResponse } from "./byte-sender";

const keptBytes = 64 * 1024;

/** Reads an answer to its end, keeping the first 64 KiB, so that the connection can be used again. */
export async function readByteResponse(incoming: IncomingMessage): Promise<ByteResponse> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    if (length < keptBytes) kept.push(bytes.subarray(0, keptBytes - length));
    length += bytes.byteLength;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(kept).toString("utf8") };
}
