import type { Readable } from "node:stream";
import { discardBody } from "./discard-body";
import { OutboundError } from "./outbound-error";
import { toOutboundError } from "./to-outbound-error";

/** Passes a body on until it is longer than allowed; its errors become ours. */
export async function* limitBody(body: Readable, maxBytes: number): AsyncGenerator<Uint8Array> {
  let received = 0;
  try {
    for await (const chunk of body) {
      const bytes: Uint8Array = chunk;
      received += bytes.byteLength;
      if (received > maxBytes) {
        throw new OutboundError("too_large", `The address sends more than ${maxBytes} bytes.`);
      }
      yield bytes;
    }
  } catch (error) {
    throw toOutboundError(error);
  } finally {
    discardBody(body);
  }
}
