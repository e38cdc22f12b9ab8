import { connect } from "node:net";

/** The statuses of everything that was answered to some bytes; `null` when no end came in time. */
export function sendRaw(
  port: number,
  bytes: Uint8Array,
  deadlineMs: number,
): Promise<readonly number[] | null> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    const timer = setTimeout(() => {
      socket.destroy();
      resolve(null);
    }, deadlineMs);
    socket.on("data", (chunk: Buffer) => {
      answer = (answer + chunk.toString("latin1")).slice(-100_000);
    });
    // A refusal may well be a reset.
    socket.on("error", () => undefined);
    socket.once("close", () => {
      clearTimeout(timer);
      const found = answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm);
      resolve([...found].map(([, status]) => Number(status)));
    });
    socket.end(bytes);
  });
}
