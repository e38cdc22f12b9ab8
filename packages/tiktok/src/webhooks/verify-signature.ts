import { createHmac } from "node:crypto";
import type { Secret } from "@upload-post/core/connector";
import { constantTimeEqual } from "@upload-post/core/connector-kit";

/** What a signature is checked with. */
export type SignatureCheck = {
  readonly header: string | undefined;
  readonly rawBody: Uint8Array;
  readonly clientSecret: Secret;
  readonly toleranceSeconds: number;
  readonly now: Date;
};

/**
 * Checks `TikTok-Signature: t=<unix seconds>,s=<hex>` (WV 6.2): HMAC-SHA256 over `t`, a dot and the
 * raw body, keyed by the client secret. The age comes after the signature, so that it is TikTok's.
 *
 * @returns Why it is refused; `null` when it holds.
 */
export function signatureIssue(check: SignatureCheck): string | null {
  const parts = new Map(
    (check.header ?? "").split(",").map((part): [string, string] => {
      const [name = "", ...value] = part.trim().split("=");
      return [name, value.join("=")];
    }),
  );
  const timestamp = parts.get("t") ?? "";
  const signature = parts.get("s") ?? "";
  if (!/^\d{1,12}$/.test(timestamp) || signature === "") return "the signature header is malformed";
  const expected = createHmac("sha256", check.clientSecret.reveal())
    .update(`${timestamp}.`)
    .update(check.rawBody)
    .digest("hex");
  if (!constantTimeEqual(expected, signature.toLowerCase())) return "the signature does not match";
  const ageSeconds = Math.abs(check.now.getTime() / 1000 - Number(timestamp));
  return ageSeconds > check.toleranceSeconds
    ? `the signature is ${Math.round(ageSeconds)} s old; ${check.toleranceSeconds} s are allowed`
    : null;
}
