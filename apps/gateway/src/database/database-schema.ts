import type { AccessTables } from "./tables/access-tables";
import type { IdempotencyTables } from "./tables/idempotency-tables";

/** Every table of the gateway; each room describes its own in one file of `tables/`. */
export type DatabaseSchema = AccessTables & IdempotencyTables;
