import { ApiError } from "../../http/api-error";

const HEADER = "Content-Digest";
const sha256Member = /(?:^|,)\s*sha-256\s*=\s*([^,;]*)/i;
const byteSequence = /^:([A-Za-z0-9+/]{43}=):$/;

/**
 * The SHA-256 of `Content-Digest: sha-256=:…:` (RFC 9530), in lower-case hex; `null` when there is none.
 * Other algorithms are passed over, as the standard has it.
 *
 * @throws ApiError `invalid_request` when it is not one.
 */
export function parseContentDigest(header: string | null): string | null {
  const member = sha256Member.exec(header ?? "")?.[1]?.trim();
  if (member === undefined) return null;
  const encoded = byteSequence.exec(member)?.[1];
  const digest = encoded === undefined ? null : Buffer.from(encoded, "base64");
  if (digest?.length === 32) return digest.toString("hex");
  throw new ApiError("invalid_request", {
    detail: "The Content-Digest is not readable. Write it as sha-256=:<base64 of the 32 bytes>:.",
    errors: [{ path: HEADER, message: "Is not sha-256=:base64:." }],
  });
}
