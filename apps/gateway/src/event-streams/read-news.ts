import { sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import type { DeliveryRow } from "../deliveries/delivery-row";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import { isSettled } from "../posts/is-settled";
import { type PostNews, toNewsItem } from "./post-news";

/** Where somebody stands in the events of a post. */
export type PostPlace = {
  readonly postId: string;
  /** The id of the last event that is known, a decimal number. */
  readonly after: string;
};

/** More are read the next time. */
const MAX_EVENTS = 200;

type EventRow = {
  readonly post_id: string;
  readonly after: string;
  readonly statuses: readonly DeliveryStatus[] | null;
  /** `null` in the one row of a place without news. */
  readonly id: string | null;
  readonly delivery_id: string;
  readonly status: DeliveryStatus;
  readonly detail: string | null;
  readonly at: Date;
};

/** Of several places, those after which something has happened: one query for all of them. */
export async function findNews(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  places: readonly PostPlace[],
): Promise<readonly PostPlace[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<{ post_id: string; after: string }>`
    select place.post_id, place.after::text as after from ${asTable(places)}
    where exists (
      select 1 from events where events.post_id = place.post_id and events.id > place.after
    )`.execute(kysely);
  return rows.map(({ post_id: postId, after }) => ({ postId, after }));
}

/**
 * Reads what has happened after some places; two queries, however many they are.
 *
 * One statement sees the events and the states that they led to as of one moment, so a post that is
 * settled has no later event. The events of one post are numbered in the order in which they commit, so
 * none appears before one that was read.
 */
export async function readNews(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  places: readonly PostPlace[],
): Promise<readonly PostNews[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<EventRow>`
    select place.post_id, place.after::text as after, delivery.statuses,
      event.id::text as id, event.delivery_id, event.status, event.detail, event.at
    from ${asTable(places)}
    cross join lateral (
      select jsonb_agg(deliveries.status) as statuses from deliveries
      where deliveries.post_id = place.post_id
    ) delivery
    left join lateral (
      select events.* from events
      where events.post_id = place.post_id and events.id > place.after
        and events.delivery_id is not null
      order by events.id limit ${MAX_EVENTS}
    ) event on true
    order by event.id`.execute(kysely);
  const deliveries = await readDeliveries(kysely, rows);
  return places.map((place) => {
    const own = rows.filter((row) => row.post_id === place.postId && row.after === place.after);
    const items = own.flatMap((event) => {
      const delivery = deliveries.get(event.delivery_id);
      return event.id === null || delivery === undefined
        ? []
        : [toNewsItem({ ...event, id: event.id }, delivery)];
    });
    const hasMore = own.length === MAX_EVENTS;
    return { ...place, items, hasMore, isAll: !hasMore && isSettled(own[0]?.statuses ?? []) };
  });
}

async function readDeliveries(
  kysely: GatewayDatabase["kysely"],
  events: readonly EventRow[],
): Promise<ReadonlyMap<string, DeliveryRow>> {
  const ids = events.flatMap(({ id, delivery_id }) => (id === null ? [] : [delivery_id]));
  if (ids.length === 0) return new Map();
  const found = await kysely
    .selectFrom("deliveries")
    .selectAll()
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(found.map((delivery) => [delivery.id, delivery]));
}

function asTable(places: readonly PostPlace[]) {
  const json = JSON.stringify(places.map(({ postId, after }) => ({ post_id: postId, after })));
  return sql`jsonb_to_recordset(${json}::jsonb) as place (post_id text, after bigint)`;
}
