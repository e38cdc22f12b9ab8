/** What can be held up. */
export const pauseScopes = ["all", "platform", "connection", "key"] as const;

/** One of {@link pauseScopes}. */
export type PauseScope = (typeof pauseScopes)[number];

/** The reach of a pause that the operator made: every tenant. */
export const EVERY_TENANT = "*";

/** Something that is held up, until it is resumed. */
export type Pause = {
  /** A tenant's id, or {@link EVERY_TENANT}. */
  readonly reach: string;
  readonly scope: PauseScope;
  /** A platform, a connection or a key; empty for the scope `all`. */
  readonly target: string;
};
