import type { Caller } from "../access/caller";
import type { GatewayDatabase } from "../database/gateway-database";
import { notFound } from "../http/api-error";
import type { PagePosition } from "../http/page-cursor";
import { type Connection, toConnection } from "./connection";
import type { ConnectionStatus } from "./connection-status";

/** What reading connections needs. */
export type ConnectionReading = { readonly database: GatewayDatabase; readonly now: () => Date };

/** A connection of a tenant in whatever state; `null` when there is none. */
export async function findConnection(
  { database, now }: ConnectionReading,
  tenantId: string,
  id: string,
): Promise<Connection | null> {
  const row = await database.kysely
    .selectFrom("connections")
    .selectAll()
    .where("tenant_id", "=", tenantId)
    .where("id", "=", id)
    .executeTakeFirst();
  return row === undefined ? null : toConnection(row, now());
}

/**
 * A connection that the caller may see.
 *
 * @throws ApiError `not_found` for a missing one, another tenant's, and one outside the key's limits.
 */
export async function getConnection(
  reading: ConnectionReading,
  caller: Caller,
  id: string,
): Promise<Connection> {
  const connection = await findConnection(reading, caller.tenantId, id);
  if (connection === null || !isWithinLimits(caller, connection)) throw notFound("connection");
  return connection;
}

/** Which connections are wanted; `null` members do not filter. */
export type ConnectionFilter = {
  readonly user: string | null;
  readonly platform: string | null;
  readonly status: ConnectionStatus | null;
};

/** The caller's connections, oldest first: up to `count` after a position. */
export async function listConnections(
  { database, now }: ConnectionReading,
  caller: Caller,
  filter: ConnectionFilter,
  page: { readonly after: PagePosition | null; readonly count: number },
): Promise<readonly Connection[]> {
  const at = now();
  const { users, platforms } = caller.limits;
  const { after } = page;
  let query = database.kysely
    .selectFrom("connections")
    .selectAll()
    .where("tenant_id", "=", caller.tenantId)
    .orderBy("created_at")
    .orderBy("id")
    .limit(page.count);
  if (users !== null) query = query.where("owner", "in", users);
  if (platforms !== null) query = query.where("platform", "in", platforms);
  if (filter.user !== null) query = query.where("owner", "=", filter.user);
  if (filter.platform !== null) query = query.where("platform", "=", filter.platform);
  const { status } = filter;
  if (status !== null) {
    // An overdue pending connection reads as failed (see toConnection); the filter says the same.
    query = query.where(({ eb, or, and }) => {
      const isOverdue = and([eb("status", "=", "pending"), eb("pending_until", "<=", at)]);
      if (status === "failed") return or([eb("status", "=", "failed"), isOverdue]);
      if (status === "pending")
        return and([eb("status", "=", status), eb("pending_until", ">", at)]);
      return eb("status", "=", status);
    });
  }
  if (after !== null) {
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("created_at", "id"), ">", tuple(after.createdAt, after.id)),
    );
  }
  return (await query.execute()).map((row) => toConnection(row, at));
}

/** Whether a key's limits include a connection. */
export function isWithinLimits(
  { limits }: Pick<Caller, "limits">,
  { user, platform }: Pick<Connection, "user" | "platform">,
): boolean {
  return (
    (limits.users === null || limits.users.includes(user)) &&
    (limits.platforms === null || limits.platforms.includes(platform))
  );
}
