/** Something that expires and must be cleared away now and then. Harmless on several replicas at once. */
export type HousekeepingTask = {
  /** For the log. */
  readonly name: string;
  /** Clears what is due and answers with how much that was. */
  readonly run: (now: Date) => Promise<number>;
};
