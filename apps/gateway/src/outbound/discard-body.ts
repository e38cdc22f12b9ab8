import type { Readable } from "node:stream";

/** Drops a body that nobody will read, and its connection. */
export function discardBody(body: Readable): void {
  // Undici reports the abort to the body as an error; here it is what was asked for.
  body.on("error", () => {});
  body.destroy();
}
