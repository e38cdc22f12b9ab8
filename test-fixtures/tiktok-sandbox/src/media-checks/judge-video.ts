import type { FailReason, VideoFacts } from "../publish/publish-task";

// MT: 23-60 FPS; 360-4096 px on both sides; H.264, H.265, VP8, VP9.
const MIN_FRAME_RATE = 23;
const MAX_FRAME_RATE = 60;
const MIN_SIDE = 360;
const MAX_SIDE = 4096;
const codecs: readonly string[] = ["avc", "hevc", "vp8", "vp9"];

// An average over few frames is off by the last frame's rounding.
const FRAME_RATE_TOLERANCE = 0.05;
const DURATION_TOLERANCE_SECONDS = 0.05;

/** How long a video may be. */
export interface DurationLimits {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** Why TikTok would fail a video, or null (MT). `facts` is null when no parser understood the file. */
export function judgeVideo(facts: VideoFacts | null, limits: DurationLimits): FailReason | null {
  if (facts === null || !codecs.includes(facts.codec)) {
    return "file_format_check_failed";
  }
  if ([facts.width, facts.height].some((side) => side < MIN_SIDE || side > MAX_SIDE)) {
    return "picture_size_check_failed";
  }
  if (
    facts.frameRate < MIN_FRAME_RATE - FRAME_RATE_TOLERANCE ||
    facts.frameRate > MAX_FRAME_RATE + FRAME_RATE_TOLERANCE
  ) {
    return "frame_rate_check_failed";
  }
  if (
    facts.durationSeconds < limits.minSeconds - DURATION_TOLERANCE_SECONDS ||
    facts.durationSeconds > limits.maxSeconds + DURATION_TOLERANCE_SECONDS
  ) {
    return "duration_check_failed";
  }
  return null;
}
