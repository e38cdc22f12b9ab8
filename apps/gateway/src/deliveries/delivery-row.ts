import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";

/** A delivery as the database holds it. */
export type DeliveryRow = Selectable<DatabaseSchema["deliveries"]>;
