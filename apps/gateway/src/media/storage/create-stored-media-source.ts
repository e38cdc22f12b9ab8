import type { MediaFacts, MediaSource } from "@upload-post/core/connector";
import type { MediaStorage } from "./media-storage";

/** A media of the store as the upload pipeline reads it. */
export function createStoredMediaSource(
  storage: MediaStorage,
  id: string,
  facts: MediaFacts,
): MediaSource {
  return {
    facts,
    async open(range, signal) {
      signal.throwIfAborted();
      return await storage.open(id, range);
    },
  };
}
