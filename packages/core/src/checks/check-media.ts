import type {
  Connector,
  ImageRules,
  MediaFacts,
  PostDraft,
  PostIssue,
  VideoRules,
} from "../connector";
import { checkLimits } from "./check-limits";

type Subject = { readonly path: string; readonly platform: string; readonly media: MediaFacts };

/** Holds the media against the platform's rules, with a path to each media that breaks one. */
export function checkMedia(
  connector: Pick<Connector, "capabilities" | "displayName">,
  draft: PostDraft,
): PostIssue[] {
  const { capabilities, displayName: platform } = connector;
  const kinds = new Set(draft.media.map((media) => media.kind));
  if (kinds.size > 1 && !capabilities.mixesKinds) {
    return [
      issue(
        "/media",
        "media_mixed",
        `${platform} takes videos or photos in one post, not both. Make one post each.`,
      ),
    ];
  }
  return [
    ...checkCount(connector, draft),
    ...draft.media.flatMap((media, index) => {
      const subject: Subject = { path: `/media/${index}`, platform, media };
      const rules = capabilities[media.kind];
      if (rules === null) {
        return [
          issue(
            subject.path,
            "media_kind",
            `${platform} takes no ${media.kind}. Bring another kind of media.`,
          ),
        ];
      }
      return "videoCodecs" in rules ? checkVideo(subject, rules) : checkImage(subject, rules);
    }),
  ];
}

function issue(path: string, code: string, message: string): PostIssue {
  return { path, code, message, severity: "error" };
}

/** Each kind is counted by itself; what a mix may hold in all is a rule of the connector's own. */
function checkCount(
  connector: Pick<Connector, "capabilities" | "displayName">,
  draft: PostDraft,
): PostIssue[] {
  if (draft.media.length === 0)
    return [issue("/media", "media_count", "A post needs at least one media.")];
  const kinds = new Set(draft.media.map((media) => media.kind));
  return [...kinds].flatMap((kind) => {
    const limits = connector.capabilities[kind]?.count;
    if (limits === undefined) return [];
    const count = draft.media.filter((media) => media.kind === kind).length;
    return checkLimits({
      path: "/media",
      code: "media_count",
      subject: `The number of ${kind === "video" ? "videos" : "photos"}`,
      value: count,
      unit: count === 1 ? "file" : "files",
      limits,
      platform: connector.displayName,
    });
  });
}

function checkType({ path, platform, media }: Subject, types: readonly string[]): PostIssue[] {
  if (types.includes(media.type)) return [];
  return [
    issue(
      path,
      "media_type",
      `${platform} does not take ${media.type}; it takes ${types.join(", ")}. Convert the file.`,
    ),
  ];
}

function checkVideo(subject: Subject, rules: VideoRules): PostIssue[] {
  const { path, platform, media } = subject;
  const { video } = media;
  const codec = video?.videoCodec ?? null;
  const at = { path, platform };
  return [
    ...checkType(subject, rules.types),
    ...(codec !== null && rules.videoCodecs.length > 0 && !rules.videoCodecs.includes(codec)
      ? [
          issue(
            path,
            "video_codec",
            `${platform} does not take the codec ${codec}; it takes ${rules.videoCodecs.join(", ")}. Encode the video anew.`,
          ),
        ]
      : []),
    ...checkLimits({
      ...at,
      code: "media_size",
      subject: "The file's size",
      value: media.sizeBytes,
      unit: "bytes",
      limits: rules.sizeBytes,
    }),
    ...checkLimits({
      ...at,
      code: "video_duration",
      subject: "The video's length",
      value: video?.durationSeconds ?? null,
      unit: "seconds",
      limits: rules.durationSeconds,
    }),
    ...checkLimits({
      ...at,
      code: "video_frame_rate",
      subject: "The video's frame rate",
      value: video?.frameRate ?? null,
      unit: "frames a second",
      limits: rules.frameRate,
    }),
    ...checkLimits({
      ...at,
      code: "video_width",
      subject: "The picture's width",
      value: video?.widthPixels ?? null,
      unit: "pixels",
      limits: rules.sidePixels,
    }),
    ...checkLimits({
      ...at,
      code: "video_height",
      subject: "The picture's height",
      value: video?.heightPixels ?? null,
      unit: "pixels",
      limits: rules.sidePixels,
    }),
  ];
}

function checkImage(subject: Subject, rules: ImageRules): PostIssue[] {
  const { path, platform, media } = subject;
  const { image } = media;
  const sides = image === null ? [] : [image.widthPixels, image.heightPixels];
  const at = { path, platform };
  return [
    ...checkType(subject, rules.types),
    ...checkLimits({
      ...at,
      code: "media_size",
      subject: "The file's size",
      value: media.sizeBytes,
      unit: "bytes",
      limits: rules.sizeBytes,
    }),
    ...checkLimits({
      ...at,
      code: "image_short_side",
      subject: "The photo's shorter side",
      value: sides.length === 0 ? null : Math.min(...sides),
      unit: "pixels",
      limits: rules.shortSidePixels,
    }),
    ...checkLimits({
      ...at,
      code: "image_long_side",
      subject: "The photo's longer side",
      value: sides.length === 0 ? null : Math.max(...sides),
      unit: "pixels",
      limits: rules.longSidePixels,
    }),
  ];
}
