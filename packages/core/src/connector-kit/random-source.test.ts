import { describe, expect, it } from "vitest";
import { createCodeVerifier, s256Base64Url, s256Hex } from "./pkce";
import { createOAuthState, createRandomToken, secureRandomSource } from "./random-source";

const zeros = (lengthBytes: number) => new Uint8Array(lengthBytes);

describe("random tokens", () => {
  it("are base64url of as many bytes as asked", () => {
    expect(createRandomToken(zeros, 3)).toBe("AAAA");
    expect(createRandomToken(secureRandomSource, 32)).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });

  it("make a state that is new each time", () => {
    const states = new Set(Array.from({ length: 200 }, () => createOAuthState(secureRandomSource)));
    expect(states.size).toBe(200);
  });
});

describe("pkce", () => {
  // RFC 7636, appendix B.
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  it("makes a verifier of allowed length and characters", () => {
    expect(createCodeVerifier(secureRandomSource)).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
  });

  it("makes the challenge of RFC 7636", () => {
    expect(s256Base64Url(verifier)).toBe("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  });

  it("makes the same digest in lower-case hex", () => {
    expect(s256Hex(verifier)).toBe(
      Buffer.from(s256Base64Url(verifier), "base64url").toString("hex"),
    );
    expect(s256Hex(verifier)).toMatch(/^[0-9a-f]{64}$/);
  });
});
