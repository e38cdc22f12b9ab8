import { randomBytes } from "node:crypto";

/** Where random bytes come from; injected, so that tests can foresee them. */
export type RandomSource = (lengthBytes: number) => Uint8Array;

/** The operating system's cryptographic random bytes. */
export const secureRandomSource: RandomSource = (lengthBytes) => randomBytes(lengthBytes);

/** A random token of `lengthBytes` bytes in base64url: safe in URLs, forms and file names. */
export function createRandomToken(random: RandomSource, lengthBytes = 32): string {
  return Buffer.from(random(lengthBytes)).toString("base64url");
}

/** A value for OAuth's `state`: 256 random bits, so that it can be neither guessed nor met twice. */
export function createOAuthState(random: RandomSource): string {
  return createRandomToken(random, 32);
}
