import type { PostIssue, StepContext, StepOutcome } from "@upload-post/core/connector";
import { ContentRejectedError, MediaRejectedError } from "@upload-post/core/errors";
import { describeAccount } from "../creator/describe-account";
import { checkDraft } from "../options/check-draft";
import type { TiktokRuntime } from "../tiktok-runtime";
import { readCheckpoint, writeCheckpoint } from "./checkpoint-data";

/**
 * Asks creator info once more, just before anything is sent (CI, CSG 1a to 1c): the owner may have
 * changed the account since the post was reviewed.
 *
 * @throws what blocks the account now; ContentRejectedError or MediaRejectedError for what it no longer takes.
 */
export async function runCheckAccount(
  context: StepContext,
  { api, settings }: TiktokRuntime,
): Promise<StepOutcome> {
  const account = await describeAccount(context, { api, now: settings.now });
  if (account.blockedBy !== null) throw account.blockedBy;
  const { draft } = context;
  const issue = checkDraft({ draft, account }).find(({ severity }) => severity === "error");
  if (issue !== undefined) throw refusal(issue);
  return {
    kind: "continue",
    step: draft.media[0]?.kind === "image" ? "lease" : "init-video",
    checkpoint: writeCheckpoint({
      ...readCheckpoint(context.checkpoint),
      username: account.account.username,
    }),
  };
}

function refusal({ path, code, message }: PostIssue) {
  return path.startsWith("/media/")
    ? new MediaRejectedError({ rule: code, message })
    : new ContentRejectedError({ field: path, message });
}
