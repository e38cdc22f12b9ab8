/** A text of a source file and what stands there once the guard is gone. */
export type Patch = {
  /** From the root of the repository. */
  readonly path: string;
  /** Must occur exactly once. */
  readonly find: string;
  readonly replace: string;
};

/** Something that keeps a promise, and the test that must notice when it is gone. */
export type Guard = {
  readonly name: string;
  /** What it keeps from happening. */
  readonly against: string;
  readonly patches: readonly Patch[];
  /** The test file that must notice, and the title of the test in it. */
  readonly test: { readonly path: string; readonly title: string };
};
