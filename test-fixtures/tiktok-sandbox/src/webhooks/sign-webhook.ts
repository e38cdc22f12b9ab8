import { createHmac } from "node:crypto";

/**
 * The `TikTok-Signature` header: HMAC-SHA256 with the client secret over `t`, a dot and the raw
 * body, in hex (WV).
 */
export function signWebhook(clientSecret: string, body: string, seconds: number): string {
  const signature = createHmac("sha256", clientSecret).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},s=${signature}`;
}
