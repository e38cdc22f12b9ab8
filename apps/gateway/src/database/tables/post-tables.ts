import type { CommitState } from "@upload-post/core";
import type { JsonObject } from "@upload-post/core/connector";
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from "kysely";
import type { DeliveryStatus } from "../../deliveries/delivery-status";
import type { StoredProblem } from "../../deliveries/stored-problem";

/** What a caller asked to be posted. */
type PostsTable = {
  id: string;
  tenant_id: string;
  /** The key that asked. */
  api_key_id: string;
  /** The caller's own id. */
  reference: string | null;
  media_ids: JSONColumnType<readonly string[]>;
  review: "owner" | "caller";
  /** What a caller with a page of its own says about the owner's consent. */
  consent: JSONColumnType<StoredConsent> | null;
  publish_at: Date | null;
  /** Grows with every change of a delivery's status: what long polls wait for. */
  revision: Generated<number>;
  created_at: ColumnType<Date, Date, never>;
};

/** The consent a caller has collected. */
export type StoredConsent = { readonly collected_at: string; readonly evidence: string | null };

/** A finding that did not stand in the way. */
export type StoredWarning = {
  readonly path: string;
  readonly code: string;
  readonly message: string;
};

/** One post to one account. */
type DeliveriesTable = {
  id: string;
  post_id: string;
  tenant_id: string;
  /** Its place among the targets of the post. */
  position: number;
  connection_id: string;
  /** The caller's own id of the account's owner, as the connection had it. */
  owner_user: string;
  platform: string;
  mode: "publish" | "draft";
  title: string | null;
  text: string | null;
  options: JSONColumnType<JsonObject>;
  status: DeliveryStatus;
  status_detail: string | null;
  error: JSONColumnType<StoredProblem> | null;
  warnings: JSONColumnType<readonly StoredWarning[], string | undefined>;
  attempts: Generated<number>;
  /** Read them with `Number`: drivers differ on 64-bit integers. */
  bytes_sent: ColumnType<number | string, number | undefined, number>;
  bytes_total: ColumnType<number | string, number, number>;
  resumes_at: Date | null;
  /** What the platform calls this delivery; incoming webhooks name it. */
  remote_handle: string | null;
  remote_post_ids: JSONColumnType<readonly string[], string | undefined>;
  remote_url: string | null;
  visibility_requested: string | null;
  visibility_actual: string | null;
  /** Lower-case hex SHA-256 over media digests and texts: what a repetition is recognised by. */
  content_digest: string;
  /** The pipeline's state, sealed: it holds upload URLs. `null` before the first run. */
  state: string | null;
  commit_state: Generated<CommitState>;
  /** When there is something to do; `null` when nothing ever is. */
  due_at: Date | null;
  /** Moves with every change of hands: a worker with an older number writes nothing. */
  fence: Generated<number>;
  /** By the database's clock. */
  lease_until: Date | null;
  /** How often it was taken up since it last got on: what only ever crashes is given up. */
  claims: Generated<number>;
  /** When it is ended, whatever it waits for; `null` until the engine may work on it. */
  deadline_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
  /** How long a delivered post is asked about. */
  observe_until: Date | null;
  cancel_requested_at: Date | null;
  /**
   * The status that an older database held when it was put back. What became of the delivery since then
   * is not known, so nothing of it goes on until a person has settled it.
   */
  held_from: ColumnType<
    DeliveryStatus | null,
    DeliveryStatus | null | undefined,
    DeliveryStatus | null
  >;
  created_at: ColumnType<Date, Date, never>;
  updated_at: Date;
};

/** One try to bring a delivery out. Two unique indexes of the table are the last guard against posting twice. */
type DeliveryAttemptsTable = {
  id: GeneratedAlways<number | string | bigint>;
  delivery_id: string;
  /** Of the worker that began it, or armed it. */
  fence: number;
  started_at: ColumnType<Date, Date, never>;
  /** When the intent to send what makes it visible was stored; `null` before that. */
  commit_started_at: Date | null;
  /**
   * `null` while it is under way.
   *
   * - `done`: it is out, or with the owner.
   * - `failed_confirmed`: it was or may have been sent, and it is proven that nothing came of it.
   * - `abandoned_before_commit`: it ended before anything could become visible.
   * - `unknown`: nobody could say.
   */
  outcome: AttemptOutcome | null;
};

/** How an attempt can end. */
export type AttemptOutcome = "done" | "failed_confirmed" | "abandoned_before_commit" | "unknown";

/** When a connection was served last, in the order of serving. */
type DeliveryTurnsTable = { connection_id: string; turn: ColumnType<string, string, string> };

/** The owner's review of a post: the link, and what came of it. */
type ReviewsTable = {
  post_id: string;
  /** Lower-case hex SHA-256 of the link's token. */
  token_digest: string;
  /** The token itself, sealed, since `review_url` is shown again. */
  sealed_token: string;
  /** What is consented to; anything else needs a new review. */
  content_digest: string;
  expires_at: Date;
  decision: "approved" | "rejected" | null;
  decided_at: Date | null;
  receipt: JSONColumnType<JsonObject> | null;
};

export type PostTables = {
  posts: PostsTable;
  deliveries: DeliveriesTable;
  delivery_turns: DeliveryTurnsTable;
  delivery_attempts: DeliveryAttemptsTable;
  reviews: ReviewsTable;
};
