import { z } from "@hono/zod-openapi";
import type { StoredMediaStatus } from "../database/tables/media-tables";
import { problemSchema } from "../http/problem";
import { type MediaRow, mediaFacts } from "./media";

const videoSchema = z.object({
  duration_s: z.number(),
  width: z.int(),
  height: z.int(),
  frame_rate: z.number().nullable(),
  video_codec: z.string().nullable(),
  audio_codec: z.string().nullable(),
});

const imageSchema = z.object({ width: z.int(), height: z.int() });

/** A media as the API shows it. */
export const mediaSchema = z
  .object({
    id: z.string(),
    status: z.enum(["ready", "uploading", "fetching", "failed"]),
    size_bytes: z.int().nullable(),
    sha256: z.string().nullable().openapi({ description: "Lower-case hex" }),
    type: z.string().nullable().openapi({ description: "By its bytes, such as video/mp4" }),
    kind: z.enum(["video", "image"]).nullable(),
    video: videoSchema.nullable(),
    image: imageSchema.nullable(),
    expires_at: z.iso
      .datetime()
      .openapi({ description: "When it is removed if no unfinished post uses it" }),
    created_at: z.iso.datetime(),
    error: problemSchema
      .omit({ request_id: true })
      .nullable()
      .openapi({ description: "Why it failed" }),
  })
  .openapi("Media");

/** A media as the API shows it. */
export type MediaBody = z.output<typeof mediaSchema>;

const statuses: Readonly<Record<StoredMediaStatus, MediaBody["status"]>> = {
  receiving: "uploading",
  fetching: "fetching",
  ready: "ready",
  failed: "failed",
  // Not found by callers; a request that overlaps with the removal may still show it.
  removing: "failed",
  removed: "failed",
};

/** Shows a media. */
export function toMediaBody(row: MediaRow): MediaBody {
  const facts = mediaFacts(row);
  const { video, image } = facts ?? { video: null, image: null };
  return {
    id: row.id,
    status: statuses[row.status],
    size_bytes: facts?.sizeBytes ?? null,
    sha256: facts?.sha256 ?? null,
    type: facts?.type ?? null,
    kind: facts?.kind ?? null,
    video: video && {
      duration_s: video.durationSeconds,
      width: video.widthPixels,
      height: video.heightPixels,
      frame_rate: video.frameRate,
      video_codec: video.videoCodec,
      audio_codec: video.audioCodec,
    },
    image: image && { width: image.widthPixels, height: image.heightPixels },
    expires_at: row.expires_at.toISOString(),
    created_at: row.created_at.toISOString(),
    error: row.error,
  };
}
