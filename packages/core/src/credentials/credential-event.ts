import type { UploadPostError } from "../errors";
import type { CredentialKey } from "./credential-store";

/** What a host should know about the life of credentials: for its audit trail, metrics and owners. */
export type CredentialEvent =
  | { readonly kind: "refreshed"; readonly key: CredentialKey; readonly generation: number }
  | {
      /** A refresh did not succeed; the account stays connected. */
      readonly kind: "refresh-failed";
      readonly key: CredentialKey;
      readonly error: UploadPostError;
      /** The old access secret still works and is used meanwhile. */
      readonly stillUsable: boolean;
      /** The answer was lost and the secret works once: the owner may have to consent again. */
      readonly outcomeUnknown: boolean;
    }
  /** The platform proved that the grant is gone: hold the deliveries, ask the owner. */
  | { readonly kind: "revoked"; readonly key: CredentialKey; readonly error: UploadPostError }
  | {
      /** Somebody else stored a newer credential, or removed it, during a refresh; his stands. Alert. */
      readonly kind: "conflict";
      readonly key: CredentialKey;
      readonly keptGeneration: number | null;
    }
  /** The journal could not be written after an answer had come. Check the disk. */
  | { readonly kind: "journal-failed"; readonly key: CredentialKey; readonly error: unknown }
  /** The answer of a refresh from before a crash or an outage reached the store. */
  | { readonly kind: "replayed"; readonly key: CredentialKey; readonly generation: number };
