import type { ImageFacts, VideoFacts } from "@upload-post/core/connector";
import type { ColumnType, JSONColumnType } from "kysely";
import type { StoredProblem } from "../../deliveries/stored-problem";
import type { MediaType } from "../../media/sniffing/media-type";

/**
 * Where a media is in its life.
 *
 * - `receiving`: its bytes are being sent, or its upload link waits for them.
 * - `fetching`: its bytes are being fetched from a URL.
 * - `ready`: whole, examined, usable.
 * - `failed`: fetching it failed; kept so that the caller can read why.
 * - `removing`: gone for callers; its bytes may still lie on the store.
 * - `removed`: its bytes are gone; what is known of it stays for the posts that used it.
 */
export type StoredMediaStatus =
  | "receiving"
  | "fetching"
  | "ready"
  | "failed"
  | "removing"
  | "removed";

/** Read 64-bit integers with `Number`: drivers differ on them. */
type BigInteger = ColumnType<number | string, number, number>;

/** One media file of one tenant. */
type MediaTable = {
  id: string;
  tenant_id: string;
  /** The API key that sends it or made its link; `null` for what is fetched. */
  key_id: string | null;
  status: StoredMediaStatus;
  /** What it takes of the store; the sum of all is `media_storage.reserved_bytes`. */
  reserved_bytes: BigInteger;
  /** The four and the facts are known when it is ready. */
  size_bytes: ColumnType<number | string | null, number | null, number | null>;
  /** Lower-case hex. */
  sha256: string | null;
  type: MediaType | null;
  facts: JSONColumnType<StoredMediaFacts> | null;
  /** Why fetching it failed. */
  error: JSONColumnType<StoredProblem> | null;
  /** Who receives its bytes at the moment, and until when that one is believed to be alive. */
  writer: string | null;
  writer_until: Date | null;
  /** Which version of its file counts; grows with every writer. */
  epoch: number;
  /** When it is removed if nothing uses it. */
  expires_at: Date;
  /** When a post last named it; `null`: none ever did. */
  used_at: ColumnType<Date | null, Date | undefined, Date>;
  created_at: ColumnType<Date, Date, never>;
};

/** What probing found. */
export type StoredMediaFacts =
  | { readonly kind: "video"; readonly video: VideoFacts }
  | { readonly kind: "image"; readonly image: ImageFacts };

/** The one-time link of a media that somebody without an API key uploads. */
type MediaUploadsTable = {
  media_id: string;
  /** Lower-case hex SHA-256 of the link's token. */
  token_digest: string;
  /** The token itself, sealed, since a repeated call answers with the same link. */
  sealed_token: string;
  size_bytes: BigInteger;
  type: MediaType;
  sha256: string | null;
  /** How many bytes are kept for good. */
  offset_bytes: BigInteger;
};

/** The errand of a media that is fetched from a URL. */
type MediaFetchesTable = {
  media_id: string;
  /** Sealed: such URLs are often signed. */
  sealed_url: string;
  attempts: number;
  /** When to try; a sweeper wakes what was forgotten. */
  due_at: Date;
};

/** A public address of a media, for the time of one delivery. */
type MediaLeasesTable = {
  delivery_id: string;
  media_id: string;
  /** Lower-case hex SHA-256 of the address's token. */
  token_digest: string;
  /** The token itself, sealed, since granting again answers the same address. */
  sealed_token: string;
  expires_at: Date;
};

/** The one row that says how full the store is. */
type MediaStorageTable = { id: number; reserved_bytes: BigInteger };

export type MediaTables = {
  media: MediaTable;
  media_uploads: MediaUploadsTable;
  media_fetches: MediaFetchesTable;
  media_leases: MediaLeasesTable;
  media_storage: MediaStorageTable;
};
