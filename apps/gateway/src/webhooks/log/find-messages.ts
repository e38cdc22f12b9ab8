import type { Selectable } from "kysely";
import type { Caller } from "../../access/caller";
import type { DatabaseSchema } from "../../database/database-schema";
import type { PagePosition } from "../../http/page-cursor";
import { withinKeyLimits } from "../endpoints/within-key-limits";
import type { WebhookDependencies } from "../webhook-dependencies";
import type { Message } from "./message";
import type { WebhookMessageStatus } from "./webhook-message-status";

/** What is shown of a row; the body is not. */
const shownColumns = [
  "webhook_messages.id",
  "webhook_messages.endpoint_id",
  "webhook_messages.type",
  "webhook_messages.subject_id",
  "webhook_messages.status",
  "webhook_messages.attempts",
  "webhook_messages.due_at",
  "webhook_messages.created_at",
] as const;

type ShownRow = Pick<
  Selectable<DatabaseSchema["webhook_messages"]>,
  "id" | "endpoint_id" | "type" | "subject_id" | "status" | "attempts" | "due_at" | "created_at"
>;

/** Which messages are wanted; `null` members do not filter. */
export type MessageFilter = {
  readonly endpointId: string | null;
  readonly status: WebhookMessageStatus | null;
};

/** Messages to endpoints that the caller may see, newest first: up to `count` after a position. */
export async function listMessages(
  { database }: Pick<WebhookDependencies, "database">,
  caller: Caller,
  filter: MessageFilter,
  page: { readonly after: PagePosition | null; readonly count: number },
): Promise<readonly Message[]> {
  let query = database.kysely
    .selectFrom("webhook_messages")
    .select(shownColumns)
    .where("webhook_messages.tenant_id", "=", caller.tenantId)
    .where((where) =>
      where.exists(
        where
          .selectFrom("webhook_endpoints")
          .select("webhook_endpoints.id")
          .whereRef("webhook_endpoints.id", "=", "webhook_messages.endpoint_id")
          .where((inner) => withinKeyLimits(inner, caller)),
      ),
    )
    .orderBy("webhook_messages.created_at", "desc")
    .orderBy("webhook_messages.id", "desc")
    .limit(page.count);
  const { endpointId, status } = filter;
  if (endpointId !== null) query = query.where("webhook_messages.endpoint_id", "=", endpointId);
  if (status !== null) query = query.where("webhook_messages.status", "=", status);
  const { after } = page;
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("webhook_messages.created_at", "webhook_messages.id"),
        "<",
        tuple(after.createdAt, after.id),
      ),
    );
  }
  return (await query.execute()).map(toMessage);
}

/** Reads a row. */
export function toMessage(row: ShownRow): Message {
  return {
    id: row.id,
    endpointId: row.endpoint_id,
    type: row.type,
    subjectId: row.subject_id,
    status: row.status,
    attempts: row.attempts,
    dueAt: row.due_at,
    createdAt: row.created_at,
  };
}
