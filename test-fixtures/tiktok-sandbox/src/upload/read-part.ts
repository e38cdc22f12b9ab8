import type { IncomingMessage } from "node:http";

/** Reads and forgets a share (0 to 1) of a body whose length is announced. */
export async function readPart(request: IncomingMessage, share: number): Promise<void> {
  const wanted = share * Number(request.headers["content-length"] ?? 0);
  let read = 0;
  if (wanted <= 0 || request.destroyed) {
    return;
  }
  await new Promise<void>((resolve) => {
    request.on("data", (bytes: Buffer) => {
      read += bytes.length;
      if (read >= wanted) resolve();
    });
    request.once("close", resolve);
    request.once("end", resolve);
    request.once("error", () => resolve());
  });
}
