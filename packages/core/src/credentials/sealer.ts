import { randomBytes } from "node:crypto";
import { ConfigurationError } from "../errors";
import { decrypt, encrypt } from "./aes-gcm";
import { CredentialUnreadableError } from "./credential-unreadable-error";
import { type Envelope, formatEnvelope, parseEnvelope } from "./envelope-format";
import type { KeyRing } from "./key-ring";
import { associatedData, type SealContext } from "./seal-context";

/** Turns secrets into text that may be stored, and back. */
export type Sealer = {
  /** Seals `plaintext` for one place, under the newest key and a data key of its own. */
  seal(plaintext: string, context: SealContext): string;
  /**
   * Opens what was sealed for exactly this place.
   *
   * @throws CredentialUnreadableError; its `reason` tells a missing key from a changed text.
   */
  open(sealed: string, context: SealContext): string;
  /**
   * The id of the key a text was sealed with, unauthenticated: good for counting, not for trusting.
   *
   * @throws CredentialUnreadableError with reason `malformed`.
   */
  keyIdOf(sealed: string): string;
  /**
   * Wraps the data key anew under the newest key; the body stays as it is. Answers the same text when
   * the newest key sealed it.
   *
   * @throws CredentialUnreadableError when the old wrapping does not open.
   */
  rewrap(sealed: string, context: SealContext): string;
};

const dataKeySizeBytes = 32;

/**
 * Makes a sealer: AES-256-GCM with a fresh data key per text, the data key wrapped by a key derived
 * from the ring for the context's purpose, the context authenticated on both layers.
 */
export function createSealer(keyRing: KeyRing): Sealer {
  function wrap(dataKey: Uint8Array, context: SealContext): Buffer {
    const key = keyRing.derive(keyRing.primaryId, context.purpose);
    if (key === null) {
      throw new ConfigurationError({
        message: `The key ring does not hold its own newest key "${keyRing.primaryId}". Make it with createKeyRing.`,
        issues: [{ path: "keyRing", message: "lacks its primary key" }],
      });
    }
    return encrypt(key, dataKey, associatedData("key", keyRing.primaryId, context));
  }

  function unwrap({ keyId, wrapped }: Envelope, context: SealContext): Buffer {
    const key = keyRing.derive(keyId, context.purpose);
    if (key === null) throw unknownKey(keyId, context, keyRing.ids);
    const dataKey = decrypt(key, wrapped, associatedData("key", keyId, context));
    if (dataKey === null || dataKey.length !== dataKeySizeBytes) throw notAuthentic(keyId, context);
    return dataKey;
  }

  return {
    seal(plaintext, context) {
      const dataKey = randomBytes(dataKeySizeBytes);
      const body = encrypt(dataKey, Buffer.from(plaintext), associatedData("body", null, context));
      return formatEnvelope({ keyId: keyRing.primaryId, wrapped: wrap(dataKey, context), body });
    },
    open(sealed, context) {
      const envelope = parseEnvelope(sealed);
      const dataKey = unwrap(envelope, context);
      const plain = decrypt(dataKey, envelope.body, associatedData("body", null, context));
      if (plain === null) throw notAuthentic(envelope.keyId, context);
      return plain.toString();
    },
    keyIdOf: (sealed) => parseEnvelope(sealed).keyId,
    rewrap(sealed, context) {
      const envelope = parseEnvelope(sealed);
      const dataKey = unwrap(envelope, context);
      if (envelope.keyId === keyRing.primaryId) return sealed;
      const wrapped = wrap(dataKey, context);
      return formatEnvelope({ keyId: keyRing.primaryId, wrapped, body: envelope.body });
    },
  };
}

function unknownKey(keyId: string, context: SealContext, known: readonly string[]) {
  return new CredentialUnreadableError({
    reason: "unknown_key",
    keyId,
    message: `The ${context.purpose} of "${context.recordId}" was sealed with key "${keyId}", but the key ring only holds ${known.map((id) => `"${id}"`).join(", ")}. Add key "${keyId}" to the key ring; nothing is lost.`,
  });
}

function notAuthentic(keyId: string, context: SealContext) {
  return new CredentialUnreadableError({
    reason: "not_authentic",
    keyId,
    message: `The ${context.purpose} of "${context.recordId}" does not open with key "${keyId}": it was changed, belongs to another record, or another key stands under that id. Check the key ring, then restore the record from a backup.`,
  });
}
