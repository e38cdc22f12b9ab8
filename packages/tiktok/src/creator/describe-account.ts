import type { AccountDescription, AccountRequest } from "@upload-post/core/connector";
import { isUploadPostError, type UploadPostError } from "@upload-post/core/errors";
import type { TiktokApi } from "../api/tiktok-api";
import { type CreatorInfo, fetchCreatorInfo } from "./creator-info";
import { toLiveAccount } from "./live-account";
import { fetchUserInfo } from "./user-info";

/**
 * How long an answer may be relied on. CI and CSG 1a want a fresh one at every rendering of the
 * owner's page; a minute is enough for that one page and its own check.
 */
const validForMs = 60_000;

/** Codes by which CI says that this account cannot post now, with HTTP 200 (4.1). */
const blockingCodes = new Set([
  "spam_risk_too_many_posts",
  "spam_risk_user_banned_from_posting",
  "reached_active_user_cap",
]);

/**
 * Asks what the account may do now: creator info when `video.publish` was granted; otherwise user
 * info, since a token for drafts alone may not call creator info (4.1).
 */
export async function describeAccount(
  request: AccountRequest,
  { api, now }: { readonly api: TiktokApi; readonly now: () => Date },
): Promise<AccountDescription> {
  const validUntil = new Date(now().getTime() + validForMs);
  if (!request.credential.grantedScopes.includes("video.publish")) {
    const { displayName, username, avatarUrl } = await fetchUserInfo(api, request);
    return { ...bare, account: { displayName, username, avatarUrl }, validUntil };
  }
  const answer = await askCreator(request, api);
  if (answer.blockedBy !== null) {
    return { ...bare, account: nobody, blockedBy: answer.blockedBy, validUntil };
  }
  const { info } = answer;
  return {
    account: { displayName: info.nickname, username: info.username, avatarUrl: info.avatarUrl },
    blockedBy: null,
    maxVideoDurationSeconds: info.maxVideoDurationSeconds,
    remaining: bare.remaining,
    live: toLiveAccount(info),
    validUntil,
  };
}

const nobody = { displayName: null, username: null, avatarUrl: null };

const bare = {
  blockedBy: null,
  maxVideoDurationSeconds: null,
  // TikTok has both quotas and tells neither (4.7).
  remaining: { posts_24h: null, drafts_24h: null },
  live: {},
} as const;

type CreatorAnswer =
  | { readonly blockedBy: null; readonly info: CreatorInfo }
  | { readonly blockedBy: UploadPostError };

async function askCreator(request: AccountRequest, api: TiktokApi): Promise<CreatorAnswer> {
  try {
    return { blockedBy: null, info: await fetchCreatorInfo(api, request) };
  } catch (error) {
    if (isUploadPostError(error) && blockingCodes.has(error.platform?.code ?? "")) {
      return { blockedBy: error };
    }
    throw error;
  }
}
