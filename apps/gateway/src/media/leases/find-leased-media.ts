import type { MediaFacts } from "@upload-post/core/connector";
import { mediaFacts } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import { isMediaType, mediaTypes } from "../sniffing/media-type";
import type { FileVersion } from "../storage/media-storage";
import { digestLeaseToken } from "./lease-token";

/** A media that a platform may fetch now. */
export type LeasedMedia = FileVersion & { readonly facts: MediaFacts };

/**
 * What stands under a name of the public prefix.
 *
 * @returns `null` when nothing does, no longer, or the extension is another: no two addresses show one media.
 */
export async function findLeasedMedia(
  { database, now }: Pick<MediaDependencies, "database" | "now">,
  name: string,
): Promise<LeasedMedia | null> {
  const [, token, extension] = /^([A-Za-z0-9_-]{43})\.([a-z0-9]+)$/.exec(name) ?? [];
  if (token === undefined) return null;
  const row = await database.kysely
    .selectFrom("media_leases")
    .innerJoin("media", "media.id", "media_leases.media_id")
    .selectAll("media")
    .where("media_leases.token_digest", "=", digestLeaseToken(token))
    .where("media_leases.expires_at", ">", now())
    .where("media.status", "=", "ready")
    .executeTakeFirst();
  const facts = row === undefined ? null : mediaFacts(row);
  if (row === undefined || facts === null || !isMediaType(facts.type)) return null;
  return mediaTypes[facts.type].extension === extension
    ? { id: row.id, epoch: row.epoch, facts }
    : null;
}
