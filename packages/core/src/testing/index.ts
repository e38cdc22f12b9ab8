/** `@upload-post/core/testing`: contract suites, and a platform in memory to test hosts with. */
export type {
  ConnectorCase,
  ConnectorContract,
  ConnectorHarness,
} from "./contracts/connector-harness";
export { describeConnectorContract } from "./contracts/describe-connector-contract";
export {
  type CredentialStoreContract,
  describeCredentialStoreContract,
} from "./contracts/describe-credential-store-contract";
export { describeLockerContract, type LockerContract } from "./contracts/describe-locker-contract";
export { encodedForms, leaksIn } from "./contracts/encoded-forms";
export { createManualClock, type ManualClock } from "./create-manual-clock";
export { createMemoryConnector } from "./memory/create-memory-connector";
export type { MemoryFault } from "./memory/memory-faults";
export { createMemoryMediaLeases, type MemoryMediaLeases } from "./memory/memory-media-leases";
export {
  createMemoryPlatform,
  type MemoryPlatform,
  type MemoryPlatformOptions,
} from "./memory/memory-platform";
export type { MemoryPost } from "./memory/memory-posts";
export { signMemoryNotification } from "./memory/memory-webhooks";
