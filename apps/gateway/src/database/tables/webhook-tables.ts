import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { DisabledReason } from "../../webhooks/endpoints/disabled-reason";
import type { WebhookAttempt } from "../../webhooks/log/webhook-attempt";
import type { WebhookMessageStatus } from "../../webhooks/log/webhook-message-status";
import type { WebhookEventType } from "../../webhooks/webhook-event-type";

/** Where a tenant wants to be told about events. */
type WebhookEndpointsTable = {
  id: string;
  tenant_id: string;
  /** Its URL, which may hold a secret, and its signing secrets, sealed. */
  sealed: string;
  events: JSONColumnType<readonly WebhookEventType[]>;
  /** Whose accounts' events it gets: what the key that made it is limited to; `null`: everybody's. */
  users: JSONColumnType<readonly string[]> | null;
  /** The same for platforms. */
  platforms: JSONColumnType<readonly string[]> | null;
  /** Its first failure since it last took a message. */
  failing_since: Date | null;
  disabled_at: Date | null;
  disabled_reason: DisabledReason | null;
  created_at: ColumnType<Date, Date, never>;
};

/** One event for one endpoint, until it is told or given up. */
type WebhookMessagesTable = {
  /** The `webhook-id`, the same over all attempts. */
  id: string;
  /** In the order of the events of one subject. */
  sequence: GeneratedAlways<number | string | bigint>;
  tenant_id: string;
  endpoint_id: string;
  type: WebhookEventType;
  /** The delivery or connection it is about: messages about one subject keep their order. */
  subject_id: string;
  /** The very text that is signed and sent. */
  body: string;
  status: WebhookMessageStatus;
  attempts: JSONColumnType<readonly WebhookAttempt[], string | undefined>;
  /** In a row; decides how long the next wait is. */
  failures: Generated<number>;
  /** By the gateway's clock; `null`: finished, or an earlier message about the subject comes first. */
  due_at: Date | null;
  /** Set by the first failure: when the last attempt is made. */
  give_up_at: Date | null;
  /** Moves with every change of hands: a sender with an older number writes nothing. */
  fence: Generated<number>;
  /** By the database's clock. */
  lease_until: Date | null;
  created_at: ColumnType<Date, Date, never>;
  finished_at: Date | null;
};

export type WebhookTables = {
  webhook_endpoints: WebhookEndpointsTable;
  webhook_messages: WebhookMessagesTable;
};
