import type { GatewayDatabase } from "../database/gateway-database";

/** Platforms give up after three days at most; after that nothing comes twice. */
const KEEP_MS = 7 * 24 * 60 * 60 * 1000;

/** Deletes what platforms said more than a week ago. */
export async function forgetOldWebhooks(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
): Promise<number> {
  const deleted = await kysely
    .deleteFrom("platform_webhooks")
    .where("received_at", "<", new Date(now.getTime() - KEEP_MS))
    .executeTakeFirst();
  return Number(deleted.numDeletedRows);
}
