import { createKeyRing, type KeyRing } from "@upload-post/core";
import type { EncryptionKeySetting } from "../configuration/encryption-keys";

/** The key ring of configured keys, newest first. */
export function createConfiguredKeyRing(keys: readonly EncryptionKeySetting[]): KeyRing {
  return createKeyRing(
    keys.map(({ id, key }) => ({ id, key: Buffer.from(key.reveal(), "base64") })),
  );
}
