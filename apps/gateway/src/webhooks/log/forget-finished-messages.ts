import type { GatewayDatabase } from "../../database/gateway-database";

const KEEP_MS = 30 * 24 * 60 * 60 * 1000;
const BATCH = 5_000;

/** Removes what ended a month ago from the log; a few thousand at a time. */
export async function forgetFinishedMessages(
  { kysely }: GatewayDatabase,
  now: Date,
): Promise<number> {
  const removed = await kysely
    .deleteFrom("webhook_messages")
    .where("id", "in", (query) =>
      query
        .selectFrom("webhook_messages")
        .select("id")
        .where("finished_at", "<", new Date(now.getTime() - KEEP_MS))
        .limit(BATCH),
    )
    .executeTakeFirst();
  return Number(removed.numDeletedRows);
}
