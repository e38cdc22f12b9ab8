/** What an init asks for. */
export type TaskKind = "video-direct" | "video-inbox" | "photo-direct" | "photo-inbox";

/** Where a task stands (ST). */
export type TaskStatus =
  | "PROCESSING_UPLOAD"
  | "PROCESSING_DOWNLOAD"
  | "SEND_TO_USER_INBOX"
  | "PUBLISH_COMPLETE"
  | "FAILED";

/** Why a task failed (ST). */
export const failReasons = [
  "file_format_check_failed",
  "duration_check_failed",
  "frame_rate_check_failed",
  "picture_size_check_failed",
  "internal",
  "video_pull_failed",
  "photo_pull_failed",
  "publish_cancelled",
  "auth_removed",
  "spam_risk_too_many_posts",
  "spam_risk_user_banned_from_posting",
  "spam_risk_text",
  "spam_risk",
] as const;

/** Why a task failed (ST). */
export type FailReason = (typeof failReasons)[number];

/** What the poster said about the post; what a mode ignores is absent. */
export interface PostInfo {
  readonly title: string;
  readonly description: string;
  readonly privacyLevel: string;
  readonly disableComment: boolean;
  readonly disableDuet: boolean;
  readonly disableStitch: boolean;
  readonly brandContent: boolean;
  readonly brandOrganic: boolean;
  readonly aiGenerated: boolean;
  readonly autoAddMusic: boolean;
  readonly coverTimestampMs: number | null;
  readonly coverIndex: number | null;
}

/** What probing a video told. */
export interface VideoFacts {
  /** `avc`, `hevc`, `vp8`, `vp9`, or another name. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly durationSeconds: number;
}

/** One file TikTok holds. */
export interface ReceivedMedia {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hex, over the bytes as they lie on disk. */
  readonly sha256: string;
}

/** A post on a profile. */
export interface TiktokPost {
  readonly id: bigint;
  readonly createdAt: number;
  readonly title: string;
  readonly mediaKind: "video" | "photo";
  /** Null for photos, and while media checks are off. */
  readonly video: VideoFacts | null;
  privacyLevel: string;
  /** Moderation passed, so that the id may be told; null: not yet or never. */
  moderatedAt: number | null;
  /** Whether strangers can see it. */
  public: boolean;
}

/** One publish id and everything that became of it. */
export interface PublishTask {
  readonly publishId: string;
  readonly kind: TaskKind;
  readonly source: "FILE_UPLOAD" | "PULL_FROM_URL";
  readonly clientKey: string;
  readonly username: string;
  readonly createdAt: number;
  readonly postInfo: PostInfo;
  /** URLs TikTok pulls; empty for FILE_UPLOAD. */
  readonly urls: readonly string[];
  /** Ends the task's download. */
  readonly abort: AbortController;
  status: TaskStatus;
  failReason: FailReason | null;
  uploadedBytes: number | null;
  downloadedBytes: number | null;
  /** When the last byte was accepted, or a pull began. */
  committedAt: number | null;
  /** When all bytes were there. */
  receivedAt: number | null;
  media: ReceivedMedia[];
  video: VideoFacts | null;
  posts: TiktokPost[];
  /** The owner threw the draft away. */
  discarded: boolean;
}

/** Whether the task goes to the owner's inbox. */
export function isInbox(kind: TaskKind): boolean {
  return kind === "video-inbox" || kind === "photo-inbox";
}

/** Whether the task carries photos. */
export function isPhoto(kind: TaskKind): boolean {
  return kind === "photo-direct" || kind === "photo-inbox";
}
