import type {
  Connector,
  Credential,
  MediaSource,
  TransferLocation,
  TransferPlan,
} from "../connector";
import type { ByteSender } from "./byte-sender";
import type { TransferProgress } from "./transfer-progress";

/** What the transfer engine is given for one transfer. */
export type TransferWork<Plan extends TransferPlan = TransferPlan> = {
  readonly plan: Plan;
  readonly progress: TransferProgress;
  readonly media: readonly MediaSource[];
  readonly publishing: Connector["publishing"];
  readonly sender: ByteSender;
  /** A credential that is good now; asked for before every request. */
  readonly credential: () => Promise<Credential>;
  /** Renews the credential that was refused. */
  readonly refresh: () => Promise<void>;
  /** Asks the platform where the interrupted transfer stands. */
  readonly locate: () => Promise<TransferLocation>;
  /** Makes progress durable; throws when this worker no longer owns the delivery. */
  readonly save: (progress: TransferProgress) => Promise<void>;
  /** Makes the intent to commit durable, before the part that commits is sent. */
  readonly arm: (progress: TransferProgress) => Promise<void>;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** Bytes the platform holds or has on the way. */
  readonly onProgress: (bytesSent: number, bytesTotal: number) => void;
};
