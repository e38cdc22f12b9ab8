import type { LimitTurn } from "@upload-post/core";
import type { CallLimit } from "@upload-post/core/connector";
import { type RawBuilder, sql } from "kysely";
import type { GatewayDatabase } from "../database/gateway-database";
import type { KeyedLimit } from "./limit-rules";
import { interval, type LimitTime } from "./limit-time";

/** May be made now, or when, with a place that is kept until then. */
export type SlotTaken =
  | { readonly kind: "free" }
  | { readonly kind: "wait"; readonly waitMs: number; readonly turn: LimitTurn | null };

/** How much later than its place a call may reach the platform: windows are longer by that. */
function graceMs({ windowMs }: Pick<CallLimit, "windowMs">): number {
  return Math.min(5_000, windowMs / 12);
}

/** Comes a moment after the place rather than before it. */
const MARGIN_MS = 20;

/**
 * Takes the next place under a limit. The platform sees at most `calls` in any window: a place is never
 * nearer to the one `calls` before it than the window is long. Places that lie ahead are promised, so
 * that those who wait come one after the other, each once. A place that nobody comes for just passes.
 *
 * One statement, which concurrent callers of any replica make one after the other.
 *
 * @param mayWait Whether a place ahead can be kept; otherwise none is taken unless it is free now.
 */
export async function takeSlot(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  time: LimitTime,
  { limit, key }: KeyedLimit<CallLimit>,
  { turn, mayWait }: { readonly turn: LimitTurn | null; readonly mayWait: boolean },
): Promise<SlotTaken> {
  if (turn?.limit === limit.name) {
    const kept = await keptSlot({ kysely }, time, limit, turn);
    if (kept !== null) return kept;
  }
  const window = interval(limit.windowMs + graceMs(limit));
  const count = sql`cardinality(held.slots)`;
  const free = sql<Date>`held.slots[${count} - ${limit.calls}::integer + 1] + ${window}`;
  const kept = sql<
    Date[]
  >`(held.slots || greatest(${time()}, ${free}))[greatest(1, ${count} + 2 - ${limit.calls}::integer):]`;
  const { rows } = await sql<{ readonly at: string; readonly wait_ms: number }>`
    insert into limit_slots as held (key, slots, updated_at)
    values (${key}, array[${time()}], ${time()})
    on conflict (key) do update set slots = ${kept}, updated_at = ${time()}
    where ${mayWait}::boolean or coalesce(${free} <= ${time()}, true)
    returning
      to_char(slots[cardinality(slots)] at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
      (extract(epoch from slots[cardinality(slots)] - ${time()}) * 1000)::double precision as wait_ms
  `.execute(kysely);
  const taken = rows[0];
  if (taken === undefined)
    return { kind: "wait", ...(await nextSlot({ kysely }, time, key, window)) };
  const waitMs = Number(taken.wait_ms);
  if (waitMs <= 0) return { kind: "free" };
  return waiting(waitMs, { limit: limit.name, at: taken.at });
}

/** A place that was kept before; `null` when it has passed. */
async function keptSlot(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  time: LimitTime,
  limit: CallLimit,
  turn: LimitTurn,
): Promise<SlotTaken | null> {
  const { rows } = await sql<{ readonly wait_ms: number }>`
    select (extract(epoch from ${turn.at}::timestamptz - ${time()}) * 1000)::double precision as wait_ms
  `.execute(kysely);
  const waitMs = Number(rows[0]?.wait_ms ?? 0);
  if (waitMs > 0) return waiting(waitMs, turn);
  return waitMs >= -graceMs(limit) ? { kind: "free" } : null;
}

async function nextSlot(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  time: LimitTime,
  key: string,
  window: RawBuilder<unknown>,
): Promise<{ readonly waitMs: number; readonly turn: null }> {
  const { rows } = await sql<{ readonly wait_ms: number }>`
    select (extract(epoch from slots[1] + ${window} - ${time()}) * 1000)::double precision as wait_ms
    from limit_slots where key = ${key}
  `.execute(kysely);
  return { waitMs: Math.max(0, Number(rows[0]?.wait_ms ?? 0)), turn: null };
}

function waiting(waitMs: number, turn: LimitTurn): SlotTaken {
  return { kind: "wait", waitMs: Math.ceil(waitMs) + MARGIN_MS, turn };
}
