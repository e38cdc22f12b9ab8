import type { Credential } from "../connector";

/** Whose credential: one connection of one tenant. */
export type CredentialKey = { readonly tenantId: string; readonly connectionId: string };

/** A credential as it lies in the store. */
export type StoredCredential = {
  readonly credential: Credential;
  /** Grows with every write of this key. Never used twice for the same key, not even after a removal. */
  readonly generation: number;
  /** When it was written: the credential's own beginning of life, which platforms do not tell. */
  readonly storedAt: Date;
};

/** What a write did: it is stored under a new generation, or another writer was faster. */
export type CredentialWriteResult =
  | { readonly kind: "stored"; readonly generation: number }
  | { readonly kind: "conflict" };

/**
 * Where credentials live, sealed, with compare-and-set on the generation.
 *
 * An implementation proves itself with `describeCredentialStoreContract` of `@upload-post/core/testing`.
 */
export interface CredentialStore {
  /**
   * The current credential; `null` when none was ever written or it was removed.
   *
   * @throws CredentialUnreadableError when it is there but does not open; never `null` for that.
   * @throws StorageUnavailableError when the storage does not answer; never `null` for that.
   */
  read(key: CredentialKey): Promise<StoredCredential | null>;
  /**
   * Replaces the credential if its generation still is `expectedGeneration` (`null`: if there is none).
   * When it answers, the credential survives a crash as far as the storage does.
   *
   * @throws StorageUnavailableError when the storage does not answer; it may then have been written.
   */
  write(
    key: CredentialKey,
    credential: Credential,
    options: { readonly expectedGeneration: number | null },
  ): Promise<CredentialWriteResult>;
  /**
   * Removes the credential and every earlier generation of it. Safe to repeat after a failure.
   *
   * @throws StorageUnavailableError when the storage does not answer.
   */
  remove(key: CredentialKey): Promise<void>;
}
