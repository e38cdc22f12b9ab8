import type { CredentialAccess, CredentialKey, CredentialStore } from "@upload-post/core";
import type { ReadinessCheck } from "../operations/readiness";
import type { KeyRotation } from "./rotate-encryption-keys";
import type { SealedValues } from "./sealed-values";

/** Everything secret that the gateway keeps, on its own database. */
export type GatewayCredentials = {
  readonly store: CredentialStore;
  /** Hands out credentials, each refreshed at most once at a time over all replicas. */
  readonly access: CredentialAccess;
  readonly sealedValues: SealedValues;
  /** The current generation, without opening anything; `null` when there is no credential. */
  generationOf(key: CredentialKey): Promise<number | null>;
  /** Whether the newest key still opens what this database holds. */
  readonly readinessCheck: ReadinessCheck;
  /** Seals what lasts under the newest key, while the gateway works on. */
  rotateKeys(): Promise<KeyRotation>;
  /** Waits for refreshes under way and closes the journal. */
  close(): Promise<void>;
};
