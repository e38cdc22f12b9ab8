import { directPostsToday, isActiveUserCapReached } from "../caps/posting-caps";
import { admitCall } from "../caps/rate-limit";
import { type Caller, callerOf, requireScope } from "../oauth/bearer";
import { apiSuccess } from "../server/api-envelope";
import { readJsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import { avatarUrl } from "../user/user-fields";
import { privacyLevelOptions } from "../world/tiktok-user";
import type { World } from "../world/world";

/** What the creator may do right now (CI). Says nothing about the app's audit (WILD). */
export const creatorInfoRoute = defineRoute({
  method: "POST",
  path: "/v2/post/publish/creator_info/query/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    requireScope(caller, ["video.publish"]);
    admitCall(world, caller, {
      rule: "creator.rate_20",
      route: "/v2/post/publish/creator_info/query/",
      perMinute: 20,
      scope: "user",
    });
    readJsonObject(world, request);
    refuseWhenPostingIsImpossible(world, caller);
    const { user } = caller;
    return apiSuccess(
      world,
      {
        creator_avatar_url: avatarUrl(user.username, 168),
        creator_username: user.username,
        creator_nickname: user.nickname,
        privacy_level_options: privacyLevelOptions(user),
        comment_disabled: user.commentsOff,
        duet_disabled: user.duetsOff || user.privateAccount,
        stitch_disabled: user.stitchesOff || user.privateAccount,
        max_video_post_duration_sec: user.maxVideoSeconds,
      },
      { clientKey: caller.app.clientKey, username: user.username },
    );
  },
});

// These three arrive with HTTP 200 by design (CI).
function refuseWhenPostingIsImpossible(world: World, { app, user }: Caller): void {
  if (user.banned) {
    throw new ApiRefusal(
      "creator.banned_200",
      200,
      "spam_risk_user_banned_from_posting",
      "The user is banned from making new posts.",
    );
  }
  if (directPostsToday(world, user) >= user.dailyPostCap) {
    throw new ApiRefusal(
      "creator.too_many_posts_200",
      200,
      "spam_risk_too_many_posts",
      "The daily post cap from the API is reached for the current user.",
    );
  }
  if (isActiveUserCapReached(world, app, user)) {
    throw new ApiRefusal(
      "creator.active_user_cap_200",
      200,
      "reached_active_user_cap",
      "The daily quota for active publishing users from your client is reached.",
    );
  }
}
