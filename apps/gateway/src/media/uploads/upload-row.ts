import { createHash } from "node:crypto";
import type { SealedPlace } from "../../credentials/sealed-values";
import type { MediaRow } from "../media";
import type { MediaDependencies } from "../media-dependencies";
import type { MediaType } from "../sniffing/media-type";

/** An upload link and the media it is for. */
export type Upload = {
  readonly media: MediaRow;
  readonly sizeBytes: number;
  readonly type: MediaType;
  /** Lower-case hex. */
  readonly sha256: string | null;
  /** How many bytes are kept for good. */
  readonly offsetBytes: number;
};

/** How long a link waits for its bytes. */
export const UPLOAD_LINK_MS = 24 * 60 * 60 * 1000;

/** Under which path the links stand. */
export const UPLOADS_PATH = "/uploads";

/** Where the token of a link stands, sealed. */
export function uploadTokenPlace(tenantId: string, mediaId: string): SealedPlace {
  return { kind: "link", tenantId, id: `upload/${mediaId}` };
}

/** What a token is found by. */
export function digestToken(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("hex");
}

/** The upload of a link; `null` for an unknown, expired or deleted one. */
export async function findUpload(
  { database, now }: Pick<MediaDependencies, "database" | "now">,
  token: string,
): Promise<Upload | null> {
  const upload = await database.kysely
    .selectFrom("media_uploads")
    .selectAll()
    .where("token_digest", "=", digestToken(token))
    .executeTakeFirst();
  if (upload === undefined) return null;
  const media = await database.kysely
    .selectFrom("media")
    .selectAll()
    .where("id", "=", upload.media_id)
    .where("status", "in", ["receiving", "ready"])
    .executeTakeFirst();
  const isExpired = media?.status === "receiving" && media.expires_at <= now();
  if (media === undefined || isExpired) return null;
  return {
    media,
    sizeBytes: Number(upload.size_bytes),
    type: upload.type,
    sha256: upload.sha256,
    offsetBytes: Number(upload.offset_bytes),
  };
}
