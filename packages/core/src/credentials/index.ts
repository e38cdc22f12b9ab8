/** The credentials room: sealed credentials, compare-and-set, refresh once. */
export { type Clock, createSystemClock } from "./clock";
export {
  type ConnectionCredentials,
  type CredentialAccess,
  type CredentialAccessOptions,
  createCredentialAccess,
} from "./create-credential-access";
export { createFileRefreshJournal, type FileRefreshJournal } from "./create-file-refresh-journal";
export { createKeyvCredentialStore } from "./create-keyv-credential-store";
export { createKeyvGenerationPointers } from "./create-keyv-generation-pointers";
export { createMemoryLocker } from "./create-memory-locker";
export {
  createSealedCredentialStore,
  type SealedCredentialStore,
  type SealedCredentialStoreOptions,
} from "./create-sealed-credential-store";
export type { CredentialEvent } from "./credential-event";
export type {
  CredentialKey,
  CredentialStore,
  CredentialWriteResult,
  StoredCredential,
} from "./credential-store";
export {
  CredentialUnreadableError,
  type CredentialUnreadableReason,
} from "./credential-unreadable-error";
export type { GenerationPointer, GenerationPointers } from "./generation-pointers";
export { createKeyRing, type EncryptionKey, type KeyRing } from "./key-ring";
export type { Lock, Locker, LockRequest } from "./locker";
export type { RefreshRecovery } from "./recover-refreshes";
export {
  createMemoryRefreshJournal,
  type PendingRefresh,
  type RefreshJournal,
} from "./refresh-journal";
export { type RefreshSchedule, refreshSchedule } from "./refresh-schedule";
export type { SealContext } from "./seal-context";
export { createSealer, type Sealer } from "./sealer";
export { StorageUnavailableError } from "./storage-unavailable-error";
