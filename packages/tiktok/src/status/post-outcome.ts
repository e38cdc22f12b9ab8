import type { PostDraft, PostOutcome, RemotePost } from "@upload-post/core/connector";
import { PlatformContractError, type UploadPostError } from "@upload-post/core/errors";
import type { Refusal } from "../errors/error-row";
import { findErrorRow, unknownCodeRow } from "../errors/error-table";
import type { PostStatus } from "./post-status";

/** What is needed to tell an outcome, beside the status. */
export type OutcomeContext = {
  readonly draft: PostDraft;
  readonly publishId: string;
  readonly username: string | null;
  readonly now: Date;
};

const minuteMs = 60_000;

/**
 * The outcome that a status stands for; `null` while TikTok is still at work, also for a status that
 * no page documents (ST 4.5).
 */
export function toPostOutcome(status: PostStatus, context: OutcomeContext): PostOutcome | null {
  const remote = toRemotePost(status, context);
  switch (status.status) {
    case "PUBLISH_COMPLETE":
      return { state: "published", remote, observeAt: observeAt(remote, context, minuteMs) };
    case "SEND_TO_USER_INBOX":
      return {
        state: "in_inbox",
        remote,
        observeAt: new Date(context.now.getTime() + 10 * minuteMs),
      };
    case "FAILED":
      return { state: "failed", remote, error: failReasonError(status.failReason) };
    default:
      return null;
  }
}

/** ST 4.5: an id appears only for posts that everybody can see, minutes to hours later. */
function observeAt(remote: RemotePost, { draft, now }: OutcomeContext, afterMs: number) {
  const mayBePublic =
    draft.mode === "draft" || draft.options.privacy_level === "PUBLIC_TO_EVERYONE";
  return remote.postIds.length === 0 && mayBePublic ? new Date(now.getTime() + afterMs) : null;
}

/**
 * The post as far as TikTok tells. The actual visibility is known in one case only: an id is given
 * out for posts that everybody can see. An app without audit sees the same levels offered as any
 * other (4.1), so nothing else can be concluded.
 */
function toRemotePost(
  status: Pick<PostStatus, "postIds">,
  { draft, publishId, username }: Omit<OutcomeContext, "now">,
): RemotePost {
  const requested = draft.mode === "publish" ? draft.options.privacy_level : null;
  const [firstId] = status.postIds;
  return {
    handle: publishId,
    postIds: status.postIds,
    url: firstId === undefined || username === null ? null : postUrl(username, firstId),
    visibility: {
      requested: typeof requested === "string" ? requested : null,
      actual: firstId === undefined ? null : "PUBLIC_TO_EVERYONE",
    },
  };
}

/** ST 4.5. TikTok answers 200 for any id there, so the address proves nothing. */
export function postUrl(username: string, postId: string): string {
  return `https://www.tiktok.com/@${encodeURIComponent(username)}/video/${postId}`;
}

/** The error of a post that TikTok gave up: proven not published. */
function failReasonError(failReason: string | null): UploadPostError {
  if (failReason === null || failReason === "") {
    return new PlatformContractError({
      message: "TikTok gave the post up without saying why. Post it again, or look at the account.",
      platform: { name: "tiktok", code: null, logId: null },
    });
  }
  const refusal: Refusal = {
    code: failReason,
    logId: null,
    faultEffect: "none",
    scopes: [],
    retryAfterMs: null,
    detail: null,
  };
  return (findErrorRow("failReason", failReason) ?? unknownCodeRow)(refusal);
}
