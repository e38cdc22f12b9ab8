import {
  authorizeAgain,
  blameOperator,
  breakContract,
  type ErrorRow,
  loseOutcome,
  rejectContent,
  rejectMedia,
  restrictAccount,
  unavailable,
  waitFor,
} from "./error-row";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const invalidParameters = rejectContent(
  null,
  "TikTok refuses the post as it is written. Check its text and options against the publishing options of the account.",
);

/**
 * `error.code` of the v2 API (pages V2E, CI, DP, UP, PH, ST, MT; spellings marked WILD were seen live).
 * The reaction follows section 9.2 of the reference of November 2026.
 */
export const apiErrorRows = {
  // V2E: 401.
  access_token_invalid: authorizeAgain(
    "expired",
    "TikTok no longer accepts the access token of this account. Refresh it; if that fails, the owner must connect the account again.",
  ),
  scope_not_authorized: authorizeAgain(
    "scope_missing",
    "The account's owner has not granted what this call needs. Ask the owner to connect the account again and to leave every permission ticked.",
  ),
  // V2E: 400.
  scope_permission_missed: authorizeAgain(
    "scope_missing",
    "The call asks for more than the account's owner granted. Ask the owner to connect the account again and to leave every permission ticked.",
  ),
  // V2E and PH write invalid_params, DP, UP and ST invalid_param; live answers use the plural (WILD).
  invalid_params: invalidParameters,
  invalid_param: invalidParameters,
  invalid_file_upload: rejectMedia(
    "file",
    "TikTok refuses the file: it does not meet its media rules. Bring another file.",
  ),
  // RL: a sliding window of one minute; `Retry-After` is not documented, so never less than the window.
  rate_limit_exceeded: waitFor({
    window: "burst",
    atLeastMs: minuteMs,
    limitScope: "account",
    message: "TikTok's limit of calls a minute is reached for this account. Try again in a minute.",
  }),
  internal_error: unavailable("TikTok has a fault of its own. Try the same again later."),
  // CI (HTTP 200 by design), DP, PH: about 15 direct posts a creator in 24 h, over all apps (CSG).
  spam_risk_too_many_posts: waitFor({
    window: "daily",
    atLeastMs: 24 * hourMs,
    limitScope: "account",
    message:
      "The account has posted as often as TikTok lets apps post for it in 24 hours. Wait, or post from the TikTok app.",
  }),
  spam_risk_user_banned_from_posting: restrictAccount(
    "TikTok has banned this account from posting. Its owner must settle that with TikTok.",
  ),
  // CI, DP, FAQ: a rolling 24 h quota of the app over all its users (WILD: rolling), so ask again within hours.
  reached_active_user_cap: waitFor({
    window: "daily",
    atLeastMs: 4 * hourMs,
    limitScope: "app",
    message:
      "As many accounts as TikTok allows this app have posted in the last 24 hours. Wait; the operator can ask TikTok for a higher quota.",
  }),
  // UP, PH: at most 5 drafts that wait in the owner's inbox.
  spam_risk_too_many_pending_share: waitFor({
    window: "daily",
    atLeastMs: 24 * hourMs,
    limitScope: "account",
    message:
      "Too many drafts wait in the owner's TikTok inbox (at most 5 in 24 hours). The owner should post or discard some of them.",
  }),
  // DP, section 4.7: about the account, whatever the privacy level.
  unaudited_client_can_only_post_to_private_accounts: blameOperator(
    "TikTok has not audited the operator's app, and lets it post only to accounts that are set to private. Set the account to private, send a draft to its inbox instead, or have the app audited.",
  ),
  url_ownership_unverified: blameOperator(
    "TikTok does not fetch media from this server: its address is not verified for the operator's app. Verify the media address under URL properties in TikTok's developer portal.",
  ),
  privacy_level_option_mismatch: rejectContent(
    "/options/privacy_level",
    "The account does not offer the chosen privacy level at the moment. Ask for its publishing options again and let the owner choose anew.",
  ),
  // PH: MEDIA_UPLOAD needs TikTok's app from 31.8 on.
  app_version_check_failed: rejectContent(
    null,
    "The owner's TikTok app is too old for photo drafts. The owner should update it to 31.8 or later.",
  ),
  // ST, MT. The post that the id stood for may exist: nobody may conclude that it does not.
  invalid_publish_id: loseOutcome(
    "TikTok does not know the publish id of this post (any more), so it cannot say what became of it. Look at the account before posting again.",
  ),
  token_not_authorized_for_specified_publish_id: loseOutcome(
    "TikTok does not tell this account about the publish id of this post, so what became of it is unknown. Look at the account before posting again.",
  ),
  publish_not_cancellable: loseOutcome(
    "TikTok can no longer cancel this post: it is in its final state. Ask for its status.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;

const ourPlan = breakContract(
  "TikTok refuses how the connector cut the video into parts. Report this as a bug of the connector.",
);

/**
 * Messages of `invalid_param(s)` that name what is wrong (DP and live, WILD), matched whole: the
 * parts of a video are the connector's doing, not the caller's.
 */
export const invalidParameterRows = {
  "The chunk size is invalid": ourPlan,
  "The total chunk count is invalid": ourPlan,
  "Invalid media_type or post_mode": breakContract(
    "TikTok refuses the kind of post that the connector asked for. Report this as a bug of the connector.",
  ),
  "The request post info is empty or incorrect": rejectContent(
    null,
    "TikTok refuses the text or an option of the post. Shorten the text, and compare the options with the publishing options of the account.",
  ),
  "The request source info is empty or incorrect": breakContract(
    "TikTok refuses how the connector described the media. Report this as a bug of the connector.",
  ),
} satisfies Readonly<Record<string, ErrorRow>>;
