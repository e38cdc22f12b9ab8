import type { CallLimit, DeliveryMode, PlatformLimitRules } from "@upload-post/core/connector";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const both = ["publish", "draft"] as const;

/** Sliding minutes (RL), by token: a refresh does not begin a new one. */
function aMinute(
  name: string,
  calls: number,
  appliesTo: CallLimit["appliesTo"],
  modes: readonly DeliveryMode[] = both,
): CallLimit {
  return { name, scope: "account", calls, windowMs: minuteMs, appliesTo, modes };
}

const inits = ["step:init-video", "step:init-photo"] as const;

/** What TikTok's pages of November 2026 allow; section 4 of the reference has the table. */
export const tiktokLimits: PlatformLimitRules = {
  calls: [
    // CI: 20 a minute. Accounts that only take drafts ask user info instead, with 600.
    aMinute("creator_info", 20, ["describe-account", "step:check-account", "observe"]),
    // DP, UP, PH: 6 a minute for each of the three.
    aMinute("direct_video_inits", 6, ["step:init-video"], ["publish"]),
    aMinute("inbox_video_inits", 6, ["step:init-video"], ["draft"]),
    aMinute("photo_inits", 6, ["step:init-photo"]),
    // ST: 30 a minute.
    aMinute("post_status", 30, [
      "step:await-result",
      "step:upload",
      "reconcile",
      "locate",
      "observe",
      "abandon",
    ]),
  ],
  posts: [
    {
      // CSG: about 15 direct posts a creator in 24 h, over all apps; the number varies.
      name: "posts_24h",
      scope: "account",
      posts: null,
      windowMs: dayMs,
      freedBy: "time",
      codes: ["spam_risk_too_many_posts"],
      appliesTo: ["step:check-account", ...inits],
      modes: ["publish"],
    },
    {
      // UP: at most 5 drafts that wait in the owner's inbox.
      name: "drafts_24h",
      scope: "account",
      posts: 5,
      windowMs: dayMs,
      freedBy: "publication",
      codes: ["spam_risk_too_many_pending_share"],
      appliesTo: inits,
      modes: ["draft"],
    },
    {
      // CI, DP, FAQ: the app's quota of accounts that post in 24 h; its number is in the operator's audit.
      name: "creators_24h",
      scope: "app",
      posts: null,
      windowMs: dayMs,
      freedBy: "time",
      codes: ["reached_active_user_cap"],
      appliesTo: ["step:check-account", ...inits],
      modes: ["publish"],
    },
  ],
};
