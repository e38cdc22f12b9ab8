/** The pipeline room: drives a connector's step machine. Owns the only retry policy. */
export type { CancelResult } from "./cancel";
export { createPipeline, type Pipeline, type PipelineOptions } from "./create-pipeline";
export { createRefusingMediaLeases } from "./create-refusing-media-leases";
export type { DeliveryCredentials, HeldCredential } from "./delivery-credentials";
export type { DeliveryEvent } from "./delivery-event";
export type { DeliveryResult, WaitReason } from "./delivery-result";
export {
  type CommitState,
  type DeliveryPosition,
  type DeliveryState,
  mayBeOut,
} from "./delivery-state";
export type { DeliveryWork } from "./delivery-work";
export type { MediaLeases } from "./media-leases";
export {
  createUnlimitedPlatformLimits,
  type LimitReached,
  type LimitTurn,
  type LimitUse,
  limitReachedError,
  type PlatformLimits,
} from "./platform-limits";
export type { RetryRecord } from "./retry-policy";
export type { StoredError } from "./stored-error";
export type { WaitLedger } from "./wait-ledger";
