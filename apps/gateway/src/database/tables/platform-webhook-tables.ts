import type { ColumnType, Generated } from "kysely";

/** One thing that a platform told us. A hint: nothing but asking the platform changes anything. */
type PlatformWebhooksTable = {
  id: string;
  platform: string;
  /** The connector's, stable over redeliveries. */
  deduplication_key: string;
  /** Its place among the events of one notification. */
  position: number;
  kind: "authorization-removed" | "post-changed" | "ignored";
  /** The platform's id of the account. */
  account_id: string | null;
  /** What the platform calls the post. */
  handle: string | null;
  /** The platform's own reason, or the name of an event that means nothing to us. */
  detail: string | null;
  received_at: ColumnType<Date, Date, never>;
  /** When it is looked at next; `null` once there is nothing more to do about it. */
  due_at: Date | null;
  tries: Generated<number>;
};

export type PlatformWebhookTables = { platform_webhooks: PlatformWebhooksTable };
