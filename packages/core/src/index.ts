/** `@upload-post/core`: sealed credentials and the upload pipeline. The contract is at `./connector`. */

// Checking a post before anything reaches a platform
export { checkPost, measureText, type PostCheck, type PostCheckRequest } from "./checks";
// Sealed credentials: compare-and-set, refresh once
export {
  type Clock,
  type ConnectionCredentials,
  type CredentialAccess,
  type CredentialAccessOptions,
  type CredentialEvent,
  type CredentialKey,
  type CredentialStore,
  CredentialUnreadableError,
  type CredentialUnreadableReason,
  type CredentialWriteResult,
  createCredentialAccess,
  createFileRefreshJournal,
  createKeyRing,
  createKeyvCredentialStore,
  createKeyvGenerationPointers,
  createMemoryLocker,
  createMemoryRefreshJournal,
  createSealedCredentialStore,
  createSealer,
  createSystemClock,
  type EncryptionKey,
  type FileRefreshJournal,
  type GenerationPointer,
  type GenerationPointers,
  type KeyRing,
  type Lock,
  type Locker,
  type LockRequest,
  type PendingRefresh,
  type RefreshJournal,
  type RefreshRecovery,
  type RefreshSchedule,
  refreshSchedule,
  type SealContext,
  type SealedCredentialStore,
  type SealedCredentialStoreOptions,
  type Sealer,
  StorageUnavailableError,
  type StoredCredential,
} from "./credentials";
// Media that a team brings itself
export {
  type BytesMediaSourceOptions,
  createBytesMediaSource,
  createFileMediaSource,
  type FileMediaSourceOptions,
} from "./media";
// The pipeline
export {
  type CancelResult,
  type CommitState,
  createPipeline,
  createRefusingMediaLeases,
  createUnlimitedPlatformLimits,
  type DeliveryCredentials,
  type DeliveryEvent,
  type DeliveryPosition,
  type DeliveryResult,
  type DeliveryState,
  type DeliveryWork,
  type HeldCredential,
  type LimitReached,
  type LimitTurn,
  type LimitUse,
  limitReachedError,
  type MediaLeases,
  mayBeOut,
  type Pipeline,
  type PipelineOptions,
  type PlatformLimits,
  type RetryRecord,
  type StoredError,
  type WaitLedger,
  type WaitReason,
} from "./pipeline";
// Connect and publish from one process
export {
  type ConnectedAccount,
  createPublisher,
  type PendingAuthorization,
  type Publisher,
  type PublisherOptions,
  type PublishRequest,
  type PublishResult,
} from "./publisher";
// Moving bytes
export {
  type ByteRequest,
  type ByteResponse,
  type ByteSender,
  createNodeByteSender,
  type NodeByteSenderOptions,
} from "./transfer";
