import type { DatabaseTransaction } from "../../database/gateway-database";
import type { StoredMediaStatus } from "../../database/tables/media-tables";
import type { MediaRow } from "../media";

/** A media whose bytes are yet to come. */
export type NewMedia = {
  readonly id: string;
  readonly tenantId: string;
  /** The API key that sends it or made its link; `null` for what is fetched. */
  readonly keyId: string | null;
  readonly status: Extract<StoredMediaStatus, "receiving" | "fetching">;
  readonly reservedBytes: number;
  /** Who begins to write at once; `null`: nobody yet. */
  readonly writer: { readonly id: string; readonly until: Date } | null;
  readonly expiresAt: Date;
  readonly createdAt: Date;
};

/** The epoch of whoever writes first; each later writer takes the next. */
export const FIRST_EPOCH = 0;

/** Writes the row of a media; its bytes must be booked in the same transaction. */
export async function insertMedia(
  transaction: DatabaseTransaction,
  media: NewMedia,
): Promise<MediaRow> {
  return await transaction
    .insertInto("media")
    .values({
      id: media.id,
      tenant_id: media.tenantId,
      key_id: media.keyId,
      status: media.status,
      reserved_bytes: media.reservedBytes,
      size_bytes: null,
      sha256: null,
      type: null,
      facts: null,
      error: null,
      writer: media.writer?.id ?? null,
      writer_until: media.writer?.until ?? null,
      epoch: FIRST_EPOCH,
      expires_at: media.expiresAt,
      created_at: media.createdAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}
