/** What one part of the proof has found. */
export type PartResult = {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly missed: readonly string[];
};

/** How a part is run. */
export type PartOptions = {
  readonly seed: number;
  /** Kills of gateways, at points and at moments. */
  readonly kills: number;
  /** How often each point is died at. */
  readonly rounds: number;
  /** Posts of several chunks. */
  readonly large: number;
  /** Posts that are made at a time. */
  readonly atOnce: number;
  readonly accounts: number;
  readonly serverPath: string;
  readonly progress: (line: string) => void;
};

/** The key of the proof's agents. */
export const ADMIN_KEY = "kill-proof-admin-key-0123456789";
/** So long may accepted posts take to end after the last kill. */
export const END_MS = 300_000;
/**
 * So long may those take that were canceled while their last bytes were on their way: a lease of somebody
 * dead (60 s) and a full minute of the platform's limits may stand before them.
 */
export const CANCELING_MS = 180_000;
/** The upload addresses of the platform are dead by then, and all that was sent there has arrived. */
export const AHEAD_MS = 75 * 60_000;
