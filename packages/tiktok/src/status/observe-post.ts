import type { ObservationRequest, PostOutcome, RemotePost } from "@upload-post/core/connector";
import { isUploadPostError } from "@upload-post/core/errors";
import { fetchCreatorInfo } from "../creator/creator-info";
import type { TiktokRuntime } from "../tiktok-runtime";
import { postUrl, toPostOutcome } from "./post-outcome";
import { fetchPostStatus, type PostStatus } from "./post-status";

const minuteMs = 60_000;

/**
 * Looks again at a post that is out: ids that come after moderation, a draft that its owner posted,
 * the address. What was known before is never lost by asking.
 */
export async function observePost(
  request: ObservationRequest,
  runtime: TiktokRuntime,
): Promise<PostOutcome> {
  const { remote, draft, credential, signal } = request;
  if (remote.handle === null) return unchanged(request, null);
  let status: PostStatus;
  try {
    const publishId = remote.handle;
    status = await fetchPostStatus(runtime.api, { publishId, credential, signal });
  } catch (error) {
    // TikTok keeps publish ids for an undocumented time: all that can be known is known then.
    if (!isUploadPostError(error) || error.code !== "outcome_unknown") throw error;
    return unchanged(request, null);
  }
  const now = runtime.settings.now();
  const outcome = toPostOutcome(status, {
    draft,
    publishId: remote.handle,
    username: null,
    now,
  });
  const laterMs = now.getTime() + (draft.mode === "draft" ? 30 : 10) * minuteMs;
  if (outcome === null) return unchanged(request, new Date(laterMs));
  const merged = await mergeRemote(outcome.remote, request, runtime);
  if (outcome.state === "failed") return { ...outcome, remote: merged };
  const addressOpen = merged.postIds.length > 0 && merged.url === null && canAskCreator(request);
  const open = outcome.observeAt !== null || addressOpen;
  return { ...outcome, remote: merged, observeAt: open ? new Date(laterMs) : null };
}

function unchanged({ remote, draft }: ObservationRequest, observeAt: Date | null): PostOutcome {
  const waiting = draft.mode === "draft" && remote.postIds.length === 0;
  return { state: waiting ? "in_inbox" : "published", remote, observeAt };
}

async function mergeRemote(
  fresh: RemotePost,
  request: ObservationRequest,
  runtime: TiktokRuntime,
): Promise<RemotePost> {
  const known = request.remote;
  const postIds = [...new Set([...known.postIds, ...fresh.postIds])];
  const [firstId] = postIds;
  const url =
    known.url ?? (firstId === undefined ? null : await findUrl(firstId, request, runtime));
  return {
    handle: known.handle,
    postIds,
    url,
    visibility: {
      requested: known.visibility.requested ?? fresh.visibility.requested,
      // An id that is gone means that not everybody can see the post any more (WE, no_longer_…).
      actual: fresh.visibility.actual,
    },
  };
}

/** The address needs the handle, which only creator info tells (4.1). */
async function findUrl(
  postId: string,
  request: ObservationRequest,
  { api }: TiktokRuntime,
): Promise<string | null> {
  if (!canAskCreator(request)) return null;
  try {
    const { username } = await fetchCreatorInfo(api, request);
    return username === null ? null : postUrl(username, postId);
  } catch (error) {
    // The id is worth more than the address: it is told now, and the address is asked for next time.
    // A dead token is the exception, since the host can mend it and ask again at once.
    if (!isUploadPostError(error) || error.code === "authorization_expired") throw error;
    return null;
  }
}

function canAskCreator({ credential }: ObservationRequest): boolean {
  return credential.grantedScopes.includes("video.publish");
}
