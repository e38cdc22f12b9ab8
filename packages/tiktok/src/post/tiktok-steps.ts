/**
 * Every step, with what it may do.
 *
 * A video's `init` only reserves an upload address: with FILE_UPLOAD nothing can appear before the
 * last byte (MT), so the transfer commits and `init-video` may be repeated. A photo's `init` starts
 * the post at once, and an init whose answer is lost has no id to ask about: it commits.
 */
export const tiktokSteps = {
  "check-account": { effect: "read" },
  "init-video": { effect: "stage" },
  upload: { effect: "read" },
  lease: { effect: "read" },
  "init-photo": { effect: "commit" },
  "await-result": { effect: "read" },
} as const;

/** The name of a step. */
export type TiktokStep = keyof typeof tiktokSteps;

/** Whether a stored name is a step of this release. */
export function isTiktokStep(name: string): name is TiktokStep {
  return Object.hasOwn(tiktokSteps, name);
}
