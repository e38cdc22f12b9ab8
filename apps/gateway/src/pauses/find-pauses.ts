import type { Selectable } from "kysely";
import type { Caller } from "../access/caller";
import type { DatabaseSchema } from "../database/database-schema";
import type { GatewayDatabase } from "../database/gateway-database";
import { EVERY_TENANT } from "./pause";

/** A pause as the database holds it. */
export type PauseRow = Selectable<DatabaseSchema["pauses"]>;

/** All that holds up deliveries of the caller's tenant, oldest first. */
export async function findPauses(
  { database }: { readonly database: GatewayDatabase },
  caller: Caller,
): Promise<readonly PauseRow[]> {
  return database.kysely
    .selectFrom("pauses")
    .selectAll()
    .where("reach", "in", [EVERY_TENANT, caller.tenantId])
    .orderBy("created_at")
    .orderBy("scope")
    .orderBy("target")
    .execute();
}
