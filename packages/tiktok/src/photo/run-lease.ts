import type { StepContext, StepOutcome } from "@upload-post/core/connector";

/** Asks the pipeline for public addresses of all photos: TikTok fetches them itself (PH). */
export function runLease({ draft, checkpoint }: StepContext): StepOutcome {
  return {
    kind: "transfer",
    plan: { kind: "pull", mediaIndexes: draft.media.map((_, index) => index) },
    nextStep: "init-photo",
    checkpoint,
  };
}
