/**
 * Every form in which a secret could lie around: as it is, in hex, in base64 at each of its three
 * offsets, percent-encoded, reversed. Test suites search whatever was written for all of them.
 */
export function encodedForms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].flatMap((offset) => {
    // Whole groups of the middle only: their encoding does not depend on what stands around them.
    const whole = bytes.subarray(offset, offset + Math.floor((bytes.length - offset) / 3) * 3);
    return [whole.toString("base64"), whole.toString("base64url")];
  });
  const forms = [
    secret,
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    [...secret].reverse().join(""),
    ...shifted,
  ];
  return [...new Set(forms)].filter((form) => form.length >= 8);
}

/** The forms of `secrets` that occur in `text`; empty when it is clean. */
export function leaksIn(text: string, secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => encodedForms(secret).some((form) => text.includes(form)));
}
