import type { IncomingMessage } from "node:http";
import type { ByteResponse } from "./byte-sender";

const keptBytes = 64 * 1024;

/**
 * Reads an answer to its end, so that the connection can be used again, or to its first 64 KiB: what
 * is longer costs the connection, and never more memory or time.
 *
 * @param timeoutMs How long the body may take once the head has come; a drip ends there.
 */
export async function readByteResponse(
  incoming: IncomingMessage,
  timeoutMs: number,
): Promise<ByteResponse> {
  const deadline = setTimeout(() => {
    incoming.destroy(Object.assign(new Error("the answer did not end"), { code: "slow_answer" }));
  }, timeoutMs);
  try {
    const body = await readStart(incoming);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
    }
    return { status: incoming.statusCode ?? 0, headers, body: body.toString("utf8") };
  } finally {
    clearTimeout(deadline);
  }
}

async function readStart(incoming: IncomingMessage): Promise<Buffer> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    kept.push(bytes.subarray(0, keptBytes - length));
    length += bytes.byteLength;
    // Leaving the loop destroys the stream and its connection.
    if (length > keptBytes) break;
  }
  return Buffer.concat(kept);
}
