import { directPostsToday, isActiveUserCapReached, pendingShares } from "../caps/posting-caps";
import type { Caller } from "../oauth/bearer";
import { isUrlOwned } from "../pull/url-ownership";
import { ApiRefusal } from "../server/refusals";
import { isUnaudited } from "../world/developer-app";
import { privacyLevelOptions } from "../world/tiktok-user";
import type { World } from "../world/world";
import { isInbox, type PostInfo, type TaskKind } from "./publish-task";

/** Ban and caps, in the order of reference 10.2. @throws ApiRefusal 403. */
export function checkCaps(world: World, { app, user }: Caller, kind: TaskKind): void {
  if (user.banned) {
    throw new ApiRefusal(
      "init.banned",
      403,
      "spam_risk_user_banned_from_posting",
      "The user is banned from making new posts.",
    );
  }
  if (!isInbox(kind) && directPostsToday(world, user) >= user.dailyPostCap) {
    throw new ApiRefusal(
      "init.daily_post_cap",
      403,
      "spam_risk_too_many_posts",
      "The daily post cap from the API is reached for the current user.",
    );
  }
  if (isInbox(kind) && pendingShares(world, user) >= user.pendingShareCap) {
    throw new ApiRefusal(
      "init.pending_share_cap",
      403,
      "spam_risk_too_many_pending_share",
      "There may be at most 5 pending shares within any 24-hour period.",
    );
  }
  const capped = !isInbox(kind) || world.switches.inboxCountsAsActiveUser;
  if (capped && isActiveUserCapReached(world, app, user)) {
    throw new ApiRefusal(
      "init.active_user_cap",
      403,
      "reached_active_user_cap",
      "The daily quota for active publishing users from your client is reached.",
    );
  }
}

/**
 * What an unaudited app may post (CSG): only to an account that is private, SELF_ONLY or not (WILD),
 * and only with SELF_ONLY. @throws ApiRefusal 403.
 */
export function checkAudit(world: World, { app, user }: Caller, info: PostInfo): void {
  const message =
    "Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/";
  if (!isUnaudited(app)) {
    return;
  }
  if (!user.privateAccount) {
    throw new ApiRefusal(
      "init.unaudited_private_account",
      403,
      "unaudited_client_can_only_post_to_private_accounts",
      message,
    );
  }
  if (info.privacyLevel !== "SELF_ONLY" && world.switches.unauditedVisibility === "refuse") {
    throw new ApiRefusal(
      "init.unaudited_self_only",
      403,
      "unaudited_client_can_only_post_to_private_accounts",
      message,
    );
  }
}

/** The level must be one the creator has right now; missing counts as wrong (DP). @throws ApiRefusal 403. */
export function checkPrivacyLevel({ user }: Caller, info: PostInfo): void {
  if (!privacyLevelOptions(user).includes(info.privacyLevel)) {
    throw new ApiRefusal(
      info.privacyLevel === "" ? "direct.privacy_level_required" : "direct.privacy_level_offered",
      403,
      "privacy_level_option_mismatch",
      "The privacy_level is not one of the privacy_level_options of the creator.",
    );
  }
}

/** Every URL must lie under a verified property of the app (MT). @throws ApiRefusal 403. */
export function checkUrlOwnership({ app }: Caller, urls: readonly string[]): void {
  if (!urls.every((url) => isUrlOwned(app, url))) {
    throw new ApiRefusal(
      "pull.url_owned",
      403,
      "url_ownership_unverified",
      "Please review our URL ownership verification rules at https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide#pull_from_url",
    );
  }
}
