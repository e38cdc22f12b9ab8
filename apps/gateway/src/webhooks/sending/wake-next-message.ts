import type { DatabaseTransaction } from "../../database/gateway-database";
import type { MessageRow } from "./claim-messages";

/** Lets the next message about the same subject be sent, now that the one before it has ended. */
export async function wakeNextMessage(
  transaction: DatabaseTransaction,
  { endpoint_id, subject_id }: Pick<MessageRow, "endpoint_id" | "subject_id">,
  now: Date,
): Promise<void> {
  await transaction
    .updateTable("webhook_messages")
    .set({ due_at: now })
    .where("id", "=", (query) =>
      query
        .selectFrom("webhook_messages")
        .select("id")
        .where("endpoint_id", "=", endpoint_id)
        .where("subject_id", "=", subject_id)
        .where("status", "=", "pending")
        .orderBy("sequence")
        .limit(1),
    )
    .where("due_at", "is", null)
    .execute();
}
