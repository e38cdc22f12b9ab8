import type { GatewayDatabase } from "../database/gateway-database";
import { IDEMPOTENCY_WINDOW_MS } from "./claim";

/** Deletes the keys that are older than the window; they are no longer obeyed anyway. */
export async function forgetOldKeys({ kysely }: GatewayDatabase, now: Date): Promise<number> {
  const result = await kysely
    .deleteFrom("idempotency_keys")
    .where("created_at", "<=", new Date(now.getTime() - IDEMPOTENCY_WINDOW_MS))
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
