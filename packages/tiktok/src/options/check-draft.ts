import type { DraftCheckRequest, PostDraft, PostIssue } from "@upload-post/core/connector";
import { type LiveAccount, readLiveAccount } from "../creator/live-account";

/**
 * What the capabilities cannot say: rules across fields, and rules of one account. Lengths, types
 * and sizes are in the capabilities and not repeated here.
 */
export function checkDraft({ draft, account }: DraftCheckRequest): readonly PostIssue[] {
  const live = draft.mode === "publish" ? readLiveAccount(account) : null;
  const maxSeconds = draft.mode === "publish" ? (account?.maxVideoDurationSeconds ?? null) : null;
  return [
    ...brandedContentIssues(draft),
    ...(live === null ? [] : accountIssues(draft, live)),
    ...durationIssues(draft, maxSeconds),
    ...coverIssues(draft),
  ];
}

/** CSG 3e: branded content cannot be private. */
function brandedContentIssues({ options }: PostDraft): readonly PostIssue[] {
  if (options.brand_content !== true || options.privacy_level !== "SELF_ONLY") return [];
  return [
    error(
      "/options/brand_content",
      "branded_content_private",
      "Branded content visibility cannot be set to private. Choose another privacy level, or turn branded content off.",
    ),
  ];
}

function accountIssues(draft: PostDraft, live: LiveAccount): readonly PostIssue[] {
  const issues: PostIssue[] = [];
  const level = draft.options.privacy_level;
  if (typeof level === "string" && !live.privacyLevels.includes(level)) {
    issues.push(
      error(
        "/options/privacy_level",
        "privacy_level_not_offered",
        `The account does not offer the privacy level ${level} now. It offers ${live.privacyLevels.join(", ")}.`,
      ),
    );
  }
  // CI 4.1: duet and stitch mean nothing for photos, and photos have no such option.
  const switches = [
    ["allow_comment", "comments", live.commentDisabled],
    ["allow_duet", "duets", live.duetDisabled],
    ["allow_stitch", "stitches", live.stitchDisabled],
  ] as const;
  for (const [option, what, disabled] of switches) {
    if (disabled && draft.options[option] === true) {
      issues.push(
        error(
          `/options/${option}`,
          "interaction_disabled",
          `The account's owner has turned ${what} off in TikTok. Leave ${option} off, or let the owner turn them on there.`,
        ),
      );
    }
  }
  return issues;
}

/** CSG 1c (publish); drafts can be trimmed by their owner. The 3 s are reported, not official (5.4). */
function durationIssues(draft: PostDraft, maxSeconds: number | null): readonly PostIssue[] {
  return draft.media.flatMap((media, index): readonly PostIssue[] => {
    const seconds = media.video?.durationSeconds ?? null;
    if (seconds === null) return [];
    const path = `/media/${index}`;
    if (maxSeconds !== null && seconds > maxSeconds) {
      return [
        error(
          path,
          "video_too_long",
          `The video is ${round(seconds)} s long; this account may post up to ${maxSeconds} s. Shorten it, or send it as a draft and let the owner trim it.`,
        ),
      ];
    }
    if (seconds >= 3) return [];
    return [
      warning(
        path,
        "video_very_short",
        `The video is ${round(seconds)} s long. TikTok is reported to refuse videos under 3 s.`,
      ),
    ];
  });
}

function coverIssues({ media, options }: PostDraft): readonly PostIssue[] {
  const { cover_timestamp_ms: timestamp, cover_index: index } = options;
  const seconds = media[0]?.video?.durationSeconds ?? null;
  if (typeof timestamp === "number" && seconds !== null && timestamp > seconds * 1000) {
    // DP 4.2: TikTok takes the first frame then, silently.
    return [
      warning(
        "/options/cover_timestamp_ms",
        "cover_beyond_video",
        `The cover moment lies beyond the video's ${round(seconds)} s; TikTok takes the first frame then.`,
      ),
    ];
  }
  if (typeof index === "number" && index >= media.length) {
    return [
      error(
        "/options/cover_index",
        "cover_beyond_photos",
        `There is no photo ${index}: the post has ${media.length}, counted from 0.`,
      ),
    ];
  }
  return [];
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function error(path: string, code: string, message: string): PostIssue {
  return { path, code, message, severity: "error" };
}

function warning(path: string, code: string, message: string): PostIssue {
  return { path, code, message, severity: "warning" };
}
