import type { ClockMode } from "./clock/sandbox-clock";
import type { DeveloperAppInput } from "./world/developer-app";
import type { SwitchesPatch } from "./world/switches";
import type { TiktokUserInput } from "./world/tiktok-user";

/** Options of `startTiktokSandbox`; all of them have defaults. */
export interface TiktokSandboxOptions {
  /** Address to listen on. Default `127.0.0.1`. */
  readonly host?: string;
  /** Port of pages and API. Default 0: any free one. */
  readonly port?: number;
  /** Port of the upload host. Default 0: any free one. */
  readonly uploadPort?: number;
  /** Origin others reach the pages and API at, behind a proxy or in a container. */
  readonly publicOrigin?: string;
  /** Origin others reach the upload host at; it stands in every `upload_url`. */
  readonly publicUploadOrigin?: string;
  /**
   * Received media are kept in a directory of their own below this one, which is created when
   * missing and left at the end. Default: a temporary directory, removed on close.
   */
  readonly mediaDirectory?: string;
  /** `real` follows the system and can be advanced; `manual` only moves when told. Default `real`. */
  readonly clock?: ClockMode;
  /** First reading of a manual clock, epoch milliseconds. Default: the system's time at the start. */
  readonly startAt?: number;
  /** Apps of a fresh sandbox. Default: a web app, a desktop app and an unaudited web app. */
  readonly apps?: readonly DeveloperAppInput[];
  /** Accounts of a fresh sandbox. Default: a public, a private and a restricted creator. */
  readonly users?: readonly TiktokUserInput[];
  /** Callback URL given to every seeded app that has none. */
  readonly webhookUrl?: string;
  /** Positions of switches that differ from the strict defaults. */
  readonly switches?: SwitchesPatch;
}
