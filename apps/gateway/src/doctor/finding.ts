/** One thing the doctor looked at. */
export type Finding = {
  readonly level: "ok" | "warning" | "problem";
  /** What was found, and unless it is well, what to do next. */
  readonly message: string;
};

/** All is well with one thing. */
export const ok = (message: string): Finding => ({ level: "ok", message });

/** Works, but the operator should know. */
export const warning = (message: string): Finding => ({ level: "warning", message });

/** Does not work. */
export const problem = (message: string): Finding => ({ level: "problem", message });
