import type { WebhookEventType } from "../webhook-event-type";
import type { WebhookAttempt } from "./webhook-attempt";
import type { WebhookMessageStatus } from "./webhook-message-status";

/** One event for one endpoint, as its tenant sees it in the log. */
export type Message = {
  readonly id: string;
  readonly endpointId: string;
  readonly type: WebhookEventType;
  /** The delivery or the connection that it is about. */
  readonly subjectId: string;
  readonly status: WebhookMessageStatus;
  readonly attempts: readonly WebhookAttempt[];
  readonly dueAt: Date | null;
  readonly createdAt: Date;
};
