import type { Secret } from "@upload-post/core/connector";

const REPLACEMENT = "[secret]";
const MIN_LENGTH = 8;

/**
 * Shapes of secrets that may appear although nobody registered them: our API keys, webhook secrets, and
 * anything after `Bearer` or in a URL's credentials or query. Platforms add those of their tokens.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(up_live_|whsec_)[A-Za-z0-9+/=_-]{8,}/g, REPLACEMENT],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9!%*+/=._~-]{8,}/gi, `$1 ${REPLACEMENT}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi, `$1${REPLACEMENT}@`],
  [/(\bhttps?:\/\/[^\s"?#]+)[?#][^\s"]*/gi, `$1?${REPLACEMENT}`],
];

/** The last line of defence of the log: replaces secrets wherever they stand. */
export interface SecretFilter {
  /** Makes a value known, in the encodings it may appear in; short ones would hide ordinary words. */
  register(secret: Secret): void;
  /** The text without any registered value and without anything that looks like a token. */
  clean(text: string): string;
}

/** Makes a {@link SecretFilter} that knows no value yet, but the shapes of platforms' tokens. */
export function createSecretFilter(tokenPatterns: readonly RegExp[]): SecretFilter {
  const values = new Set<string>();
  return {
    register: (secret) => {
      for (const form of encodedForms(secret.reveal())) {
        if (form.length >= MIN_LENGTH) values.add(form);
      }
    },
    clean: (text) => {
      let cleaned = text;
      for (const value of values) cleaned = cleaned.replaceAll(value, REPLACEMENT);
      for (const pattern of tokenPatterns) cleaned = cleaned.replace(pattern, REPLACEMENT);
      for (const [pattern, replacement] of patterns)
        cleaned = cleaned.replace(pattern, replacement);
      return cleaned;
    },
  };
}

function encodedForms(value: string): string[] {
  const bytes = Buffer.from(value, "utf8");
  const inJson = JSON.stringify(value).slice(1, -1);
  return [
    value,
    encodeURIComponent(value),
    inJson,
    // A JSON document quoted inside the JSON of a log line.
    JSON.stringify(inJson).slice(1, -1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("hex"),
  ];
}
