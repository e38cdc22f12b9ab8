import type { Credential } from "../connector";
import { isUploadPostError } from "../errors";
import type { Clock } from "./clock";
import type { CredentialKey, CredentialStore, StoredCredential } from "./credential-store";

/** How the store took a renewed credential. */
export type PersistResult =
  | { readonly kind: "stored"; readonly stored: StoredCredential }
  /** Another writer was faster: `kept` is what stands, `null` when the credential was removed. */
  | { readonly kind: "overtaken"; readonly kept: StoredCredential | null };

/** Seven tries within about 13 s: the lease lives for 60. */
const pausesMs = [100, 200, 400, 800, 1600, 3200, 6400];

/**
 * Stores what a refresh answered, again and again while the storage is down: until it is stored it
 * exists nowhere else.
 *
 * @throws StorageUnavailableError when the storage stays down; the journal then still holds it.
 */
export async function persistRenewed(
  { store, clock }: { readonly store: CredentialStore; readonly clock: Clock },
  key: CredentialKey,
  expectedGeneration: number,
  renewed: Credential,
): Promise<PersistResult> {
  for (let failures = 0; ; failures += 1) {
    try {
      const result = await store.write(key, renewed, { expectedGeneration });
      const current = await store.read(key);
      // A write that failed on the way back has stored it all the same.
      if (current !== null && sameSecrets(current.credential, renewed)) {
        return { kind: "stored", stored: current };
      }
      if (result.kind === "conflict" || current?.generation !== result.generation) {
        return { kind: "overtaken", kept: current };
      }
      return { kind: "stored", stored: current };
    } catch (error) {
      const pauseMs = pausesMs[failures];
      const passing = isUploadPostError(error) && error.code === "storage_unavailable";
      if (!passing || pauseMs === undefined) throw error;
      await clock.delay(pauseMs, new AbortController().signal);
    }
  }
}

function sameSecrets(one: Credential, other: Credential): boolean {
  const names = Object.keys(one.secrets);
  return (
    names.length === Object.keys(other.secrets).length &&
    names.every((name) => one.secrets[name]?.reveal() === other.secrets[name]?.reveal())
  );
}
