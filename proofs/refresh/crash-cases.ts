import type { DeathPoint } from "./worker-messages";

/** How the others go on after a replica was killed. */
export type Aftermath =
  /** It starts again before anybody asks. */
  | "restart"
  /** Others ask; its disk is out of their reach, and it does not come back in time. */
  | "others-alone"
  /** Others ask, and give the account up; then it starts again. */
  | "late-restart"
  /** Others ask; they use the same directory. */
  | "shared-directory";

/** One kind of crash, and what must come of it. */
export type CrashCase = {
  readonly at: DeathPoint;
  readonly afterwards: Aftermath;
  /** `lost`: the answer existed nowhere but on the wire or in the dead process. */
  readonly token: "kept" | "lost";
  /** Refreshes at the platform in all, and how many of them are refused for a spent token. */
  readonly requests: number;
  readonly reused: number;
};

/** Every point, in the circumstances that make a difference there. */
export const crashCases: readonly CrashCase[] = [
  { at: "lease.taken", afterwards: "restart", token: "kept", requests: 1, reused: 0 },
  { at: "lease.taken", afterwards: "others-alone", token: "kept", requests: 1, reused: 0 },
  { at: "refresh.begun", afterwards: "restart", token: "kept", requests: 1, reused: 0 },
  { at: "refresh.begun", afterwards: "others-alone", token: "kept", requests: 1, reused: 0 },
  { at: "request.sent", afterwards: "others-alone", token: "lost", requests: 2, reused: 1 },
  { at: "refresh.answered", afterwards: "restart", token: "lost", requests: 2, reused: 1 },
  { at: "refresh.journalled", afterwards: "restart", token: "kept", requests: 1, reused: 0 },
  {
    at: "refresh.journalled",
    afterwards: "shared-directory",
    token: "kept",
    requests: 1,
    reused: 0,
  },
  { at: "refresh.journalled", afterwards: "late-restart", token: "kept", requests: 2, reused: 1 },
  { at: "refresh.committed", afterwards: "restart", token: "kept", requests: 1, reused: 0 },
  { at: "refresh.committed", afterwards: "others-alone", token: "kept", requests: 1, reused: 0 },
];
