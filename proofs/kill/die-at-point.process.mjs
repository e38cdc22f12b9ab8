// Loaded into a gateway before anything else (`node --import`): ends the process as a power cut would,
// with SIGKILL, when it comes to a point of `crash-points.ts` for the nth time.
import { subscribe } from "node:diagnostics_channel";

const [point, hits] = (process.env.PROOF_DIE_AT ?? "").split("*");
let left = Number(hits);
if (point !== "") {
  subscribe("upload-post:points", (message) => {
    if (message === null || typeof message !== "object" || !("point" in message)) return;
    if (message.point !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, "SIGKILL");
  });
}

// What waits for an hour is seen to its end by a gateway whose clock is ahead.
const aheadMs = Number(process.env.PROOF_AHEAD_MS ?? "0");
if (aheadMs > 0) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...parts) {
      if (parts.length === 0) super(RealDate.now() + aheadMs);
      else super(...parts);
    }

    static now() {
      return RealDate.now() + aheadMs;
    }
  };
}

// Leases of minutes would make a short proof long. The database of the proof shortens them, and this
// lets their owners, and the sweepers, keep up.
const factor = Number(process.env.PROOF_FASTER ?? "1");
if (factor > 1) {
  const { setInterval } = globalThis;
  const faster = (callback, delayMs, ...rest) =>
    setInterval(callback, delayMs >= 10_000 ? delayMs / factor : delayMs, ...rest);
  globalThis.setInterval = Object.assign(faster, setInterval);
}
