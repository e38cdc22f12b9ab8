import { createHash } from "node:crypto";
import { createRandomToken, type RandomSource } from "./random-source";

/**
 * A PKCE verifier (RFC 7636 section 4.1): 64 characters of `A-Z a-z 0-9 - _`, from 48 random bytes.
 * One per authorisation request.
 */
export function createCodeVerifier(random: RandomSource): string {
  return createRandomToken(random, 48);
}

/** The challenge `S256` of RFC 7636: SHA-256 of the verifier in base64url without padding. */
export function s256Base64Url(verifier: string): string {
  return createHash("sha256").update(verifier, "ascii").digest("base64url");
}

/** The same digest in lower-case hex, for the platforms whose `S256` departs from RFC 7636. */
export function s256Hex(verifier: string): string {
  return createHash("sha256").update(verifier, "ascii").digest("hex");
}
