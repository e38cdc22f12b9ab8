import { type RawBuilder, type SqlBool, sql } from "kysely";
import { randomId } from "../access/random-id";
import type { GatewayDatabase } from "../database/gateway-database";
import { mayMoveBytes } from "./may-move-bytes";

/** A due delivery in nobody's hands. */
export type DueDelivery = {
  readonly id: string;
  readonly connection_id: string;
  /** When its connection was served last, as a number that grows; `null` when it never was. */
  readonly turn: string | null;
};

/** What may be taken, and what decides whose turn it is. */
export type DueSearch = {
  readonly now: Date;
  readonly mayUpload: boolean;
  readonly busyTenants: readonly string[];
  readonly busyConnections: readonly string[];
  /** How much of each tenant is in hand; nothing of those that are not named. */
  readonly inHand: ReadonlyMap<string, number>;
};

/** Those who choose at the same time find another among these. */
const CANDIDATES = 16;

/** Up to so many due deliveries are looked at one by one. */
const WINDOW = 250;

/** Beyond that, so many accounts are, and of each what is due longest. */
const ACCOUNTS = 64;
const LONGEST_DUE = 8;

/**
 * Finds due deliveries of those whose turn it is, the first first.
 *
 * It looks at everything that is due while that is little, which is so while workers keep up. In a
 * backlog it looks at accounts from a random place on instead: its cost does not grow with the backlog,
 * and every account comes up as often as any other, whatever each has waiting.
 */
export async function findDueDeliveries(
  kysely: GatewayDatabase["kysely"],
  search: DueSearch,
): Promise<readonly DueDelivery[]> {
  const longest = await inTurn(kysely, search, longestDue(search, sql`true`));
  if (longest.seen < WINDOW) return longest.found;
  const anyone = await inTurn(kysely, search, dueAtAccounts(search, randomId("con")));
  if (anyone.found.length > 0) return anyone.found;
  if (longest.found.length > 0) return longest.found;
  // All that was seen is held up: what is not is rare, and worth reading past the rest.
  return (await inTurn(kysely, search, longestDue(search, mayTake(search)))).found;
}

type Rows = RawBuilder<unknown>;

/** The best of `due`, and how much of it there is. */
async function inTurn(
  kysely: GatewayDatabase["kysely"],
  search: DueSearch,
  due: Rows,
): Promise<{ readonly found: readonly DueDelivery[]; readonly seen: number }> {
  const tenants = [...search.inHand.keys()];
  const counts = [...search.inHand.values()];
  const { rows } = await sql<(DueDelivery | { readonly id: null }) & { readonly seen: number }>`
    with due as materialized (${due}),
    best as (
      select due.id, due.connection_id, turns.turn::text as turn
      from due left join delivery_turns as turns on turns.connection_id = due.connection_id
      where ${mayTake(search)}
      order by
        coalesce((${counts}::integer[])[array_position(${tenants}::text[], due.tenant_id)], 0),
        turns.turn asc nulls first, due.due_at, due.id
      limit ${CANDIDATES}
    )
    select best.*, seen from best right join (select count(*)::integer as seen from due) as all_due on true
  `.execute(kysely);
  return {
    found: rows.filter((row) => row.id !== null),
    seen: rows[0]?.seen ?? 0,
  };
}

/** What may move bytes goes only to those who may have more of that in hand; questions go to anybody. */
function mayTake({ mayUpload, busyTenants, busyConnections }: DueSearch): RawBuilder<SqlBool> {
  return sql`(not ${mayMoveBytes("due")} or (
    ${mayUpload}::boolean
    and due.tenant_id <> all(${[...busyTenants]}::text[])
    and due.connection_id <> all(${[...busyConnections]}::text[])
  ))`;
}

const columns = sql`due.id, due.tenant_id, due.connection_id, due.due_at,
  due.status, due.commit_state, due.cancel_requested_at`;
const isFree = sql<SqlBool>`(due.lease_until is null or due.lease_until < now())`;

function longestDue({ now }: DueSearch, filter: RawBuilder<SqlBool>): Rows {
  return sql`select ${columns} from deliveries as due
    where due.due_at <= ${now} and ${isFree} and ${filter}
    order by due.due_at limit ${WINDOW}`;
}

/** What is due longest of each of some accounts: those from `start` on, round and round. */
function dueAtAccounts({ now }: DueSearch, start: string): Rows {
  const next = (condition: RawBuilder<SqlBool>) => sql`coalesce(
    (select min(connection_id) from deliveries where due_at is not null and ${condition}),
    (select min(connection_id) from deliveries where due_at is not null)
  )`;
  return sql`
    with recursive account (connection_id, number) as (
      select ${next(sql`connection_id >= ${start}`)}, 1
      union all
      select ${next(sql`connection_id > account.connection_id`)}, number + 1
      from account where number < ${ACCOUNTS}
    )
    select ${columns}
    from (select distinct connection_id from account) as account
    cross join lateral (
      select * from deliveries
      where connection_id = account.connection_id and due_at <= ${now}
      order by due_at limit ${LONGEST_DUE}
    ) as due
    where ${isFree}`;
}
