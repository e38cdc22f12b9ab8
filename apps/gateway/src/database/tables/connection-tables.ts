import type { ColumnType, Generated, JSONColumnType } from "kysely";

/** The states a connection is stored in. */
export type StoredConnectionStatus =
  | "pending"
  | "active"
  | "reauthorization_required"
  | "disconnected"
  | "failed";

/** What last went wrong with a connection, for the caller. */
export type StoredConnectionError = {
  readonly code: string;
  readonly message: string;
  readonly at: string;
};

/** One account of one owner, as one tenant knows it. */
type ConnectionsTable = {
  id: string;
  tenant_id: string;
  platform: string;
  /** The caller's own id of the account owner (`user` in the API). */
  owner: string;
  status: StoredConnectionStatus;
  /** Answers to the connector's authorisation inputs. */
  inputs: JSONColumnType<Readonly<Record<string, string>>>;
  requested_scopes: JSONColumnType<readonly string[]>;
  granted_scopes: JSONColumnType<readonly string[], string | undefined>;
  account_id: string | null;
  account_display_name: string | null;
  account_username: string | null;
  account_avatar_url: string | null;
  /** While `pending`: when the latest link or state dies; the connection then reads as `failed`. */
  pending_until: Date | null;
  connected_at: Date | null;
  disconnected_at: Date | null;
  reauthorize_before: Date | null;
  /** When its credential is refreshed for a delivery that is coming; `null` for never. */
  refresh_ahead_at: Date | null;
  /** When its credential is refreshed although nobody uses it; `null` for never. */
  refresh_idle_at: Date | null;
  /** Until then a replica is at it, or it failed and rests; by the database's clock. */
  refresh_claimed_until: Date | null;
  /** Background refreshes that failed since the last success. */
  refresh_failures: Generated<number>;
  /** The generation that the platform refused: a newer one makes the refusal void. `bigint`. */
  lost_generation: number | string | bigint | null;
  /** When its end was last announced. */
  warned_at: Date | null;
  platform_revoked: Generated<boolean>;
  last_error: JSONColumnType<StoredConnectionError | null, string | null, string | null>;
  created_at: ColumnType<Date, Date, never>;
};

/** One consent that was asked for: a link, then a state, each good for one use. */
type AuthorizationFlowsTable = {
  id: string;
  tenant_id: string;
  connection_id: string;
  platform: string;
  /** The name of the API key that asked, as it was then. */
  asked_by: string;
  scopes: JSONColumnType<readonly string[]>;
  return_url: string | null;
  /** Hex SHA-256 of the link's token. */
  link_digest: string;
  /** The token itself, sealed, so that a repeated creation can answer with the same link. */
  sealed_link: string;
  link_expires_at: Date;
  started_at: Date | null;
  /** Hex SHA-256 of the platform's `state`. */
  state_digest: string | null;
  /** Hex SHA-256 of the cookie that binds the browser. */
  browser_digest: string | null;
  /** What the connector keeps until the callback, sealed; gone when the flow is finished. */
  sealed_secrets: string | null;
  state_expires_at: Date | null;
  finished_at: Date | null;
  created_at: ColumnType<Date, Date, never>;
};

/** A client that a connector registered at run time, sealed. It belongs to the installation. */
type ClientRegistrationsTable = {
  platform: string;
  registration_key: string;
  sealed: string;
  updated_at: Date;
};

/** A disconnected connection whose grant may still live at the platform. */
type PendingRevocationsTable = {
  connection_id: string;
  tenant_id: string;
  attempts: Generated<number>;
  /** Also the claim: whoever moves it forward makes the attempt. */
  next_attempt_at: Date;
  last_error_code: string | null;
  created_at: Date;
};

export type ConnectionTables = {
  connections: ConnectionsTable;
  authorization_flows: AuthorizationFlowsTable;
  client_registrations: ClientRegistrationsTable;
  pending_revocations: PendingRevocationsTable;
};
