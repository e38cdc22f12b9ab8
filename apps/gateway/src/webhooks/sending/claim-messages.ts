import { type Selectable, sql } from "kysely";
import type { DatabaseSchema } from "../../database/database-schema";
import type { GatewayDatabase } from "../../database/gateway-database";

/** A row of `webhook_messages`. */
export type MessageRow = Selectable<DatabaseSchema["webhook_messages"]>;

/** Longer than an attempt may take, with its bookkeeping. */
const LEASE_SECONDS = 60;

/** A message that may be sent now, if nobody else takes it. */
export type DueMessage = {
  readonly id: string;
  readonly endpointId: string;
  /** Its endpoint has refused the last message it was sent. */
  readonly isFailing: boolean;
};

/**
 * What is due, at most `perEndpoint` of each endpoint, the longest due first. It looks at one index entry
 * for each endpoint that anything is due for, and at what it answers: never at all that waits.
 */
export async function findDueMessages(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  now: Date,
  perEndpoint: number,
): Promise<readonly DueMessage[]> {
  const { rows } = await sql<{ id: string; endpoint_id: string; is_failing: boolean }>`
    with recursive waiting (endpoint_id) as (
      (select endpoint_id from webhook_messages
        where due_at is not null order by endpoint_id limit 1)
      union all
      select (select endpoint_id from webhook_messages
        where due_at is not null and endpoint_id > waiting.endpoint_id
        order by endpoint_id limit 1)
      from waiting where waiting.endpoint_id is not null
    )
    select due.id, due.due_at, endpoint.id as endpoint_id,
      endpoint.failing_since is not null as is_failing
    from waiting
    join webhook_endpoints endpoint on endpoint.id = waiting.endpoint_id
    cross join lateral (
      select id, due_at from webhook_messages
      where endpoint_id = waiting.endpoint_id and due_at <= ${now}
        and (lease_until is null or lease_until < now())
      order by due_at limit ${perEndpoint}
    ) due
    where endpoint.disabled_at is null
    order by due.due_at, due.id`.execute(kysely);
  return rows.map(({ id, endpoint_id: endpointId, is_failing: isFailing }) => ({
    ...{ id, endpointId, isFailing },
  }));
}

/**
 * Takes messages for this sender; those that somebody else took meanwhile are left out. The fence moves,
 * so that whoever had one before writes nothing more about it.
 */
export async function claimMessages(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  ids: readonly string[],
  now: Date,
): Promise<readonly MessageRow[]> {
  if (ids.length === 0) return [];
  return await kysely
    .updateTable("webhook_messages")
    .set({
      fence: sql`fence + 1`,
      lease_until: sql`now() + make_interval(secs => ${LEASE_SECONDS})`,
    })
    .where("id", "in", (query) =>
      query
        .selectFrom("webhook_messages")
        .select("id")
        .where("id", "in", ids)
        .where("due_at", "<=", now)
        .where((where) =>
          where.or([where("lease_until", "is", null), where("lease_until", "<", sql<Date>`now()`)]),
        )
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
}

/** Hands a message back that was not sent: it is due as before. */
export async function releaseMessage(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  { id, fence }: Pick<MessageRow, "id" | "fence">,
): Promise<void> {
  await kysely
    .updateTable("webhook_messages")
    .set({ lease_until: null })
    .where("id", "=", id)
    .where("fence", "=", fence)
    .execute();
}
