import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { ConnectionStatus } from "./connection-status";
import { isEnding } from "./ending-lead";

/** What last went wrong, as the caller sees it. */
export type ConnectionError = {
  readonly code: string;
  readonly message: string;
  readonly at: Date;
};

/** The account behind a connection, as the platform named it when it was connected. */
export type ConnectedAccount = {
  /** The platform's stable id. */
  readonly id: string;
  readonly displayName: string | null;
  readonly username: string | null;
  readonly avatarUrl: string | null;
};

/** One account of one owner, as one tenant knows it. */
export type Connection = {
  readonly id: string;
  readonly tenantId: string;
  readonly platform: string;
  /** The caller's own id of the account's owner. */
  readonly user: string;
  readonly status: ConnectionStatus;
  /** `null` until it was connected for the first time. */
  readonly account: ConnectedAccount | null;
  readonly inputs: Readonly<Record<string, string>>;
  readonly requestedScopes: readonly string[];
  readonly grantedScopes: readonly string[];
  /** Asked for, and not granted by the owner. */
  readonly missingScopes: readonly string[];
  readonly createdAt: Date;
  readonly connectedAt: Date | null;
  /** Latest moment for a new consent; `null` when none is known. */
  readonly reauthorizeBefore: Date | null;
  /** It works, and soon only a new consent keeps it so. */
  readonly isEnding: boolean;
  /** The platform has confirmed that the grant is gone. */
  readonly platformRevoked: boolean;
  readonly lastError: ConnectionError | null;
};

/** A row of `connections`. */
export type ConnectionRow = Selectable<DatabaseSchema["connections"]>;

/** What an owner's silence is called. */
const linkExpired = {
  code: "link_expired",
  message: "The owner did not finish in time. Ask for a new link with reauthorize.",
} as const;

/** Reads a row. A pending connection whose link died without a word reads as failed from that moment on. */
export function toConnection(row: ConnectionRow, now: Date): Connection {
  const isOverdue =
    row.status === "pending" && row.pending_until !== null && row.pending_until <= now;
  const granted = row.granted_scopes;
  const status = isOverdue ? "failed" : row.status;
  const [connectedAt, reauthorizeBefore] = [row.connected_at, row.reauthorize_before];
  return {
    id: row.id,
    tenantId: row.tenant_id,
    platform: row.platform,
    user: row.owner,
    status,
    account: accountOf(row),
    inputs: row.inputs,
    requestedScopes: row.requested_scopes,
    grantedScopes: granted,
    missingScopes:
      row.connected_at === null
        ? []
        : row.requested_scopes.filter((scope) => !granted.includes(scope)),
    createdAt: row.created_at,
    connectedAt,
    reauthorizeBefore,
    isEnding: isEnding({ status, connectedAt, reauthorizeBefore }, now),
    platformRevoked: row.platform_revoked,
    lastError: isOverdue ? { ...linkExpired, at: row.pending_until ?? now } : errorOf(row),
  };
}

function accountOf(row: ConnectionRow): ConnectedAccount | null {
  if (row.account_id === null) return null;
  return {
    id: row.account_id,
    displayName: row.account_display_name,
    username: row.account_username,
    avatarUrl: row.account_avatar_url,
  };
}

function errorOf({ last_error: error }: ConnectionRow): ConnectionError | null {
  return error === null ? null : { ...error, at: new Date(error.at) };
}
