import type { ColumnType } from "kysely";
import type { PauseScope } from "../../pauses/pause";

/** Something that is held up by hand: nothing new of it reaches a platform. */
type PausesTable = {
  /** The tenant whose deliveries are held up, or `*` for those of every tenant. */
  reach: string;
  scope: PauseScope;
  /** A platform, a connection or a key; empty for the scope `all`. */
  target: string;
  /** The key that asked for it first. */
  paused_by: string;
  created_at: ColumnType<Date, Date, never>;
};

export type PauseTables = { pauses: PausesTable };
