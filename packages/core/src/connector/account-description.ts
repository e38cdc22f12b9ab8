import type { UploadPostError } from "../errors";
import type { AccountIdentity } from "./account-identity";
import type { JsonObject } from "./json";

/** What one account may do right now, as the platform said just before. */
export type AccountDescription = {
  readonly account: Omit<AccountIdentity, "stableId">;
  /** Why the account cannot post at the moment; `null` when it can. */
  readonly blockedBy: UploadPostError | null;
  /** Longest video in seconds; `null` when the platform sets none for the account. */
  readonly maxVideoDurationSeconds: number | null;
  /** What is left of counted quotas, by the connector's own names; `null` where unknown. */
  readonly remaining: Readonly<Record<string, number | null>>;
  /** The connector's own live facts, such as offered privacy levels; read by its options and checks. */
  readonly live: JsonObject;
  /** When this must be asked again. */
  readonly validUntil: Date;
};
