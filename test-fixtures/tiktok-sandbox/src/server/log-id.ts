import { randomBytes } from "node:crypto";

/** Makes a log id of the documented shape: `YYYYMMDDhhmmss` and 20 upper-case hex digits (V2E, OAT). */
export function createLogId(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace(/\D/g, "").slice(0, 14);
  return time + randomBytes(10).toString("hex").toUpperCase();
}
