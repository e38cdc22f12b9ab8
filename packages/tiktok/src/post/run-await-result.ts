import type { StepContext, StepOutcome } from "@upload-post/core/connector";
import { OutcomeUnknownError } from "@upload-post/core/errors";
import { nextPollMs, patienceMs } from "../status/polling-rhythm";
import { toPostOutcome } from "../status/post-outcome";
import { fetchPostStatus } from "../status/post-status";
import type { TiktokRuntime } from "../tiktok-runtime";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-data";

/**
 * Asks what became of the post, in the rhythm of ST 4.5.
 *
 * @throws OutcomeUnknownError after a day without a result, or when TikTok no longer knows the id.
 */
export async function runAwaitResult(
  context: StepContext,
  { api, settings }: TiktokRuntime,
): Promise<StepOutcome> {
  const data = readCheckpoint(context.checkpoint);
  const { publishId, username } = data;
  if (publishId === null) {
    throw new OutcomeUnknownError({
      message: "No publish id is stored for this post, so TikTok cannot be asked about it.",
    });
  }
  const { draft, credential, signal } = context;
  const status = await fetchPostStatus(api, { publishId, credential, signal });
  const now = settings.now();
  const awaitingSince = data.awaitingSince ?? now.toISOString();
  const checkpoint = writeCheckpoint({ ...data, awaitingSince });
  const outcome = toPostOutcome(status, { draft, publishId, username, now });
  if (outcome !== null) return { kind: "done", outcome, checkpoint };

  const ageMs = now.getTime() - Date.parse(awaitingSince);
  if (ageMs >= patienceMs) {
    throw new OutcomeUnknownError({
      message:
        "TikTok has been processing this post for a day without a result. It may still appear: look at the account before posting again.",
      platform: { name: "tiktok", code: status.status, logId: null },
    });
  }
  return {
    kind: "wait",
    until: new Date(now.getTime() + nextPollMs(ageMs)),
    step: "await-result",
    checkpoint,
    reason:
      status.status === "PROCESSING_DOWNLOAD"
        ? "TikTok is fetching the media."
        : "TikTok is processing the post.",
  };
}
