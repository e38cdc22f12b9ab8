import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Transport } from "../faults/transport";
import type { SandboxReply } from "./exchange";

/** Puts an answer on the wire, as well or as badly as the transport says. */
export async function sendReply(
  response: ServerResponse,
  reply: SandboxReply,
  transport: Transport,
): Promise<void> {
  if (transport.cut === "all") {
    response.destroy();
    return;
  }
  const body = Buffer.from(reply.body);
  await sleep(transport.delayMs);
  response.writeHead(reply.status, { ...reply.headers, "content-length": body.length });
  if (transport.cut === "half") {
    // The headers and half of the body must have left before the reset, or the peer sees nothing.
    await write(response, body.subarray(0, Math.floor(body.length / 2)));
    response.destroy();
    return;
  }
  if (transport.bytesPerSecond !== null) {
    response.flushHeaders();
    for (const byte of body) {
      await sleep(1000 / transport.bytesPerSecond);
      await write(response, Buffer.of(byte));
    }
  }
  const rest = transport.bytesPerSecond === null ? body : Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    response.once("close", resolve);
    response.end(rest, resolve);
  });
  if (transport.cut === "after") {
    response.socket?.destroy();
  }
}

function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) {
      resolve();
      return;
    }
    response.write(bytes, () => resolve());
  });
}
