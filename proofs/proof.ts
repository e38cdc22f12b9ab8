/** How a proof is to be run. */
export type ProofOptions = {
  /** Everything random follows from it; the same seed makes the same run, up to the machine's timing. */
  readonly seed: number;
  /** The full length of a release instead of the short form of a push. */
  readonly long: boolean;
  /** Says how far the proof is; never part of the result. */
  readonly progress: (line: string) => void;
};

/** What a proof has found. */
export type ProofResult = {
  /** Counts and measures, as they are printed. */
  readonly figures: Readonly<Record<string, unknown>>;
  /** One sentence for every bar that is missed; empty when the proof holds. */
  readonly missed: readonly string[];
};

/** Runs a proof once. It cleans up after itself, whatever happens. */
export type Prove = (options: ProofOptions) => Promise<ProofResult>;
