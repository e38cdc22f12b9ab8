import type { MediaFacts } from "@upload-post/core/connector";
import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";

/** A row of the table of media. */
export type MediaRow = Selectable<DatabaseSchema["media"]>;

/** How long a media stays when nothing uses it, counted from when it was whole or last used. */
export const UNUSED_MEDIA_MS = 24 * 60 * 60 * 1000;

/** All that is known of a media that is or was ready; `null` for others. */
export function mediaFacts(row: MediaRow): MediaFacts | null {
  const { size_bytes, sha256, type, facts } = row;
  if (size_bytes === null || sha256 === null || type === null || facts === null) return null;
  return {
    kind: facts.kind,
    sizeBytes: Number(size_bytes),
    sha256,
    type,
    video: facts.kind === "video" ? facts.video : null,
    image: facts.kind === "image" ? facts.image : null,
  };
}
