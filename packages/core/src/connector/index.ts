/** The connector room: the contract every platform fulfils. Imports nothing but the errors. */
export type { AccountDescription } from "./account-description";
export type { AccountIdentity } from "./account-identity";
export type { Connector } from "./connector";
export type {
  AuthorizationCallback,
  AuthorizationRequest,
  AuthorizationStart,
  ClientRegistration,
  ConnectorAuthorization,
  CredentialRequest,
  RevocationResult,
} from "./connector-authorization";
export type {
  AuthorizationInput,
  ConnectorCapabilities,
  ConnectorNeeds,
  ImageRules,
  Limits,
  TextRule,
  VideoRules,
} from "./connector-capabilities";
export type {
  ConnectorPublishing,
  TransferAuthorization,
  TransferLocationRequest,
} from "./connector-publishing";
export type {
  ConnectorWebhooks,
  WebhookEvent,
  WebhookRequest,
  WebhookVerification,
} from "./connector-webhooks";
export type { Credential, RefreshMode, RefreshPlan, RefreshRotation } from "./credential";
export type { DeliveryMode } from "./delivery-mode";
export type { Json, JsonObject } from "./json";
export type {
  ByteRange,
  ImageFacts,
  MediaFacts,
  MediaKind,
  MediaReader,
  MediaSource,
  VideoFacts,
} from "./media";
export type {
  CallLimit,
  LimitedCall,
  PlatformLimitRules,
  PostLimit,
  SharedBy,
} from "./platform-limits";
export type { PostDraft, PostIssue } from "./post-draft";
export type { OwnerDeclaration, PostOptions, PostOptionsRequest } from "./post-options";
export type { PublicAddress, PublicDocument } from "./public-document";
export type {
  AccountRequest,
  AttemptRequest,
  AttemptStart,
  Checkpoint,
  DraftCheckRequest,
  MediaLease,
  ObservationRequest,
  Reconciliation,
  StepContext,
  StepEffect,
  StepOutcome,
} from "./publishing-step";
export type { PostOutcome, RemotePost } from "./remote-post";
export { createSecret, type Secret } from "./secret";
export type {
  FormEnvelope,
  HeaderTemplates,
  PullPlan,
  PushOffsetPlan,
  PushPartsPlan,
  PushWholePlan,
  TransferCommit,
  TransferPlan,
} from "./transfer-plan";
export type {
  TransferLocation,
  TransferResponse,
  TransferResult,
  TransferVerdict,
} from "./transfer-response";
