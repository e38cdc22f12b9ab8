import type { SlidingWindows } from "../caps/sliding-windows";
import type { Agenda } from "../clock/agenda";
import type { BackgroundWork } from "../clock/background-work";
import type { SandboxClock } from "../clock/sandbox-clock";
import type { FaultBoard } from "../faults/fault-board";
import type { OauthState } from "../oauth/oauth-state";
import type { CommitRecord } from "../publish/commit-record";
import type { PublishTask } from "../publish/publish-task";
import type { RequestLog } from "../server/request-log";
import type { UploadSession } from "../upload/upload-session";
import type { WebhookOutbox } from "../webhooks/webhook-outbox";
import type { DeveloperApp } from "./developer-app";
import type { IdSource } from "./id-source";
import type { SecretLedger } from "./secret-ledger";
import type { Switches } from "./switches";
import type { TiktokUser } from "./tiktok-user";

/** Everything the sandbox knows. A reset replaces it whole. */
export interface World {
  readonly clock: SandboxClock;
  readonly agenda: Agenda;
  readonly background: BackgroundWork;
  readonly switches: Switches;
  /** By client key. */
  readonly apps: Map<string, DeveloperApp>;
  /** By username. */
  readonly users: Map<string, TiktokUser>;
  readonly oauth: OauthState;
  /** By publish id. */
  readonly tasks: Map<string, PublishTask>;
  /** By upload id. */
  readonly uploads: Map<string, UploadSession>;
  readonly windows: SlidingWindows;
  readonly webhooks: WebhookOutbox;
  readonly faults: FaultBoard;
  readonly requests: RequestLog;
  /** Every moment after which TikTok would post on its own: the truth about duplicates. */
  readonly commits: CommitRecord[];
  readonly secrets: SecretLedger;
  readonly ids: IdSource;
  /** Holds what was uploaded and pulled. */
  readonly mediaDirectory: string;
  readonly uploadOrigin: string;
  /** Aborted when this world ends. */
  readonly signal: AbortSignal;
}
