// A faithful TikTok on loopback: OAuth pages, API, upload host, webhooks, clock and faults.

export type {
  InspectedPost,
  InspectedTask,
  InspectedToken,
  InspectedUpload,
  InspectedWebhook,
  Inspection,
} from "./control/inspection";
export type { OwnerActions } from "./control/owner-actions";
export type { Fault, FaultEffect, FaultInput } from "./faults/fault";
export type { RemovalReason } from "./oauth/disconnect";
export type { CommitRecord } from "./publish/commit-record";
export type { FailReason, PostInfo, TaskKind, TaskStatus } from "./publish/publish-task";
export type { UrlPropertyProof } from "./pull/url-properties";
export { type RuleId, ruleMatrix } from "./rules/rule-matrix";
export type { RuleConfidence, RuleRow } from "./rules/rule-row";
export { type SourcePageCode, sourcePages } from "./rules/source-pages";
export type { LoggedRequest } from "./server/request-log";
export { startTiktokSandbox } from "./start-tiktok-sandbox";
export type { TiktokSandbox } from "./tiktok-sandbox";
export type { TiktokSandboxOptions } from "./tiktok-sandbox-options";
export {
  DEFAULT_DESKTOP_APP,
  DEFAULT_UNAUDITED_APP,
  DEFAULT_WEB_APP,
  defaultUsers,
} from "./world/default-seeds";
export type { DeveloperApp, DeveloperAppInput } from "./world/developer-app";
export { PortalError } from "./world/portal-error";
export type { LedgerSecret } from "./world/secret-ledger";
export type { Switches, SwitchesPatch } from "./world/switches";
export type { TiktokUser, TiktokUserInput } from "./world/tiktok-user";
export type { TokenProfileName } from "./world/token-profile";
