import { CredentialUnreadableError } from "./credential-unreadable-error";

/** A sealed text taken apart: which master key, the wrapped data key, the encrypted body. */
export type Envelope = { readonly keyId: string; readonly wrapped: Buffer; readonly body: Buffer };

const pattern = /^up1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** Writes `up1.<key id>.<wrapped data key>.<body>`. */
export function formatEnvelope({ keyId, wrapped, body }: Envelope): string {
  return `up1.${keyId}.${wrapped.toString("base64url")}.${body.toString("base64url")}`;
}

/**
 * Reads what {@link formatEnvelope} wrote.
 *
 * @throws CredentialUnreadableError with reason `malformed` for everything else.
 */
export function parseEnvelope(sealed: string): Envelope {
  const [, keyId, wrappedText, bodyText] = pattern.exec(sealed) ?? [];
  if (keyId === undefined || wrappedText === undefined || bodyText === undefined) throw malformed();
  return { keyId, wrapped: decode(wrappedText), body: decode(bodyText) };
}

/** Base64url has several spellings of some bytes; only the canonical one is taken. */
function decode(text: string): Buffer {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) throw malformed();
  return bytes;
}

function malformed(): CredentialUnreadableError {
  return new CredentialUnreadableError({
    reason: "malformed",
    keyId: null,
    message:
      "A stored secret is not a sealed text of format up1. Restore it from a backup, or find out what wrote it.",
  });
}
