import type { ImageFacts, VideoFacts } from "@upload-post/core/connector";
import type { MediaType } from "../sniffing/media-type";
import { createQueue } from "./create-queue";
import { MediaUnreadableError } from "./media-unreadable-error";
import { probeImage } from "./probe-image";
import type { ReadRange } from "./read-range";
import { runVideoProbe } from "./run-video-probe";
import { type VideoProbeLimits, videoProbeLimits } from "./video-probe-limits";

/** A file on the store whose type was sniffed. */
export type MediaToProbe = {
  readonly type: MediaType;
  readonly sizeBytes: number;
  readonly read: ReadRange;
};

/** What probing found; exactly one of the two. */
export type ProbedFacts =
  | { readonly kind: "video"; readonly video: VideoFacts; readonly image: null }
  | { readonly kind: "image"; readonly video: null; readonly image: ImageFacts };

/** Looks into media files. */
export type MediaProber = {
  /** @throws MediaUnreadableError when the file is broken or hostile. */
  readonly probe: (media: MediaToProbe) => Promise<ProbedFacts>;
};

/** Each video probe is a thread with a heap of its own. */
const VIDEOS_AT_ONCE = 2;

/** Makes the prober of a process; videos beyond the first two wait for their turn. */
export function createMediaProber(limits: VideoProbeLimits = videoProbeLimits): MediaProber {
  const takeTurn = createQueue(VIDEOS_AT_ONCE);
  return {
    async probe(media) {
      switch (media.type) {
        case "image/jpeg":
        case "image/webp":
        case "image/png":
          return {
            kind: "image",
            video: null,
            image: await probeImage({ ...media, type: media.type }),
          };
        default: {
          const video = await takeTurn(() => runVideoProbe(media, limits, workerScript()));
          return { kind: "video", video: checked(video), image: null };
        }
      }
    },
  };
}

/** The worker stands beside this file in the sources, and beside the bundle in the built server. */
function workerScript(): URL {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  return new URL(`./video-probe-worker.${extension}`, import.meta.url);
}

function checked(video: VideoFacts): VideoFacts {
  const sizes = [video.widthPixels, video.heightPixels, video.durationSeconds];
  if (sizes.every((size) => Number.isFinite(size) && size > 0)) return video;
  throw new MediaUnreadableError(
    "The video says that it has no duration or no size. Export it again and send the new file.",
  );
}
