import type {
  AccountDescription,
  Checkpoint,
  JsonObject,
  MediaSource,
  PostDraft,
  StepContext,
  StepOutcome,
} from "@upload-post/core/connector";
import { type ConnectedAccount, never } from "./sandbox-world";

/** A draft of a directly posted video; `more` and `options` replace parts of it. */
export function publishDraft(
  source: MediaSource,
  more: Partial<PostDraft> = {},
  options: JsonObject = {},
): PostDraft {
  return {
    mode: "publish",
    media: [source.facts],
    title: null,
    text: "Hello",
    options: {
      privacy_level: "PUBLIC_TO_EVERYONE",
      allow_comment: false,
      allow_duet: false,
      allow_stitch: false,
      brand_organic: false,
      brand_content: false,
      ai_generated: false,
      ...options,
    },
    ...more,
  };
}

/** What makes an inbox draft of it. */
export const toInbox: Partial<PostDraft> = { mode: "draft", text: null, options: {} };

/** What a step gets, from a stored checkpoint. */
export function stepContext(
  account: ConnectedAccount,
  draft: PostDraft,
  checkpoint: Checkpoint,
): StepContext {
  return {
    deliveryId: "dlv_1",
    draft,
    credential: account.holder.credential,
    accountId: account.accountId,
    checkpoint,
    transfer: null,
    leases: [],
    signal: never(),
  };
}

/** Runs one step of a fresh attempt, to meet TikTok's own answer without the pipeline's patience. */
export function runStep(
  step: string,
  account: ConnectedAccount,
  draft: PostDraft,
  checkpoint?: Checkpoint,
): Promise<StepOutcome> {
  const { publishing } = account.holder.connector;
  const began = publishing.start({ draft, deliveryId: "dlv_1", attempt: 1 }).checkpoint;
  return publishing.run(step, stepContext(account, draft, checkpoint ?? began));
}

/** Asks TikTok what the account may do now. */
export function describeNow(account: ConnectedAccount): Promise<AccountDescription> {
  const { connector, credential } = account.holder;
  return connector.describeAccount({ accountId: account.accountId, credential, signal: never() });
}
