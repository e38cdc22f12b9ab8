import type { MediaFacts, MediaSource } from "@upload-post/core/connector";
import type { FileVersion, MediaStorage } from "./media-storage";

/** A media of the store as the upload pipeline reads it. */
export function createStoredMediaSource(
  storage: MediaStorage,
  file: FileVersion,
  facts: MediaFacts,
): MediaSource {
  return {
    facts,
    async open(range, signal) {
      signal.throwIfAborted();
      return await storage.open(file, range);
    },
  };
}
