/** The last calls under a limit of a platform, made or promised to a delivery; oldest first. */
type LimitSlotsTable = {
  /** Platform, who shares the limit, and the limit's name. */
  key: string;
  /** As many as the limit allows in its window. */
  slots: Date[];
  updated_at: Date;
};

/** A limit that a platform said is reached. */
type LimitBlocksTable = {
  key: string;
  /** A short window, or hours. */
  period: "burst" | "daily";
  until: Date;
};

export type LimitTables = { limit_slots: LimitSlotsTable; limit_blocks: LimitBlocksTable };
