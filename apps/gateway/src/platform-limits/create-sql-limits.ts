import type { LimitReached } from "@upload-post/core";
import type { PostLimit } from "@upload-post/core/connector";
import type { GatewayDatabase } from "../database/gateway-database";
import type { GatewayLimits } from "./gateway-limits";
import { block, findBlock, unblock } from "./limit-blocks";
import { type KeyedLimit, type LimitRules, limitKey, rulesFor } from "./limit-rules";
import type { LimitTime } from "./limit-time";
import { placesUsed } from "./places-used";
import { takeSlot } from "./take-slot";

/** What the limits are counted with. */
export type SqlLimitsOptions = {
  readonly database: Pick<GatewayDatabase, "kysely">;
  readonly time: LimitTime;
  /** In `[0, 1)`; spreads those who come back. */
  readonly random: () => number;
};

const MINUTE_MS = 60_000;
/** A refusal is not asked for again sooner, whatever our own rows say. */
const SHORTEST_DAILY_MS = 15 * MINUTE_MS;
/** An owner who throws drafts away makes room, and nobody tells: asked again after this. */
const LONGEST_DRAFT_MS = 60 * MINUTE_MS;
const LONGEST_SPREAD_MS = 10 * MINUTE_MS;

/**
 * Counts in SQL. Calls are counted before they are made; posts only once the platform has refused one,
 * and then our own rows say when there may be room again.
 */
export function createSqlLimits({ database, time, random }: SqlLimitsOptions): GatewayLimits {
  /** Whoever waits for the same moment as he that was refused comes back after him, one by one. */
  const spread = (waitMs: number) =>
    Math.ceil(waitMs + random() * Math.min(waitMs / 10, LONGEST_SPREAD_MS));

  return {
    async take(use) {
      const rules = rulesFor(use);
      const found = await findBlock(database, time, keysOf(rules));
      if (found !== null) return { ...reachedBy(rules, found), waitMs: spread(found.waitMs) };
      const turn = use.delivery?.turn ?? null;
      const mayWait = use.delivery !== null;
      for (const each of rules.calls) {
        const taken = await takeSlot(database, time, each, { turn, mayWait });
        if (taken.kind === "free") continue;
        const { name: limit, scope } = each.limit;
        return { ...taken, limit, scope, window: "burst" };
      }
      return { kind: "free" };
    },

    async learn(use, error) {
      const rules = rulesFor(use);
      const scope = error.limitScope === "account" ? "account" : "app";
      if (error.code === "rate_limited") {
        const declared = rules.calls.filter(({ limit }) => limit.scope === scope);
        const keys = declared.map(({ key }) => key);
        const wait = { period: "burst", waitMs: error.retryAfterMs } as const;
        await block(database, time, keys.length > 0 ? keys : [rules.undeclared[scope]], wait);
        return { limit: declared[0]?.limit.name ?? null, waitMs: wait.waitMs };
      }
      const code = error.platform?.code ?? "";
      const told = rules.posts.find(({ limit }) => limit.codes.includes(code));
      const waitMs =
        told === undefined
          ? error.retryAfterMs
          : await untilRoom(told.limit, error.retryAfterMs, () =>
              placesUsed(database, time, use, told.limit),
            );
      const key = told?.key ?? rules.undeclared[scope];
      await block(database, time, [key], { period: "daily", waitMs });
      return { limit: told?.limit.name ?? null, waitMs };
    },

    async remaining(account) {
      const left: Record<string, number | null> = {};
      for (const limit of account.connector.capabilities.limits.posts) {
        const key = limitKey(account, limit.scope, limit.name);
        const isFull = (await findBlock(database, time, [key])) !== null;
        if (isFull) left[limit.name] = 0;
        else if (limit.posts === null || limit.scope === "app") left[limit.name] = null;
        else {
          const { count } = await placesUsed(database, time, account, limit);
          left[limit.name] = Math.max(0, limit.posts - count);
        }
      }
      return left;
    },

    async makeRoom(account) {
      const freed = account.connector.capabilities.limits.posts
        .filter(({ freedBy }) => freedBy === "publication")
        .map(({ scope, name }) => limitKey(account, scope, name));
      await unblock(database, freed);
    },
  };
}

/** Until there may be room: when our own oldest post no longer counts, if that is sooner than asked for. */
async function untilRoom(
  limit: PostLimit,
  askedMs: number,
  used: () => ReturnType<typeof placesUsed>,
): Promise<number> {
  const isFreedByOwner = limit.freedBy === "publication";
  const longestMs = isFreedByOwner ? Math.min(askedMs, LONGEST_DRAFT_MS) : askedMs;
  // An app's limit is not about the posts of one account.
  if (limit.scope === "app") return longestMs;
  const { nextFreeMs } = await used();
  return Math.max(SHORTEST_DAILY_MS, Math.min(nextFreeMs ?? longestMs, longestMs));
}

function keysOf({ calls, posts, undeclared }: LimitRules): string[] {
  return [
    ...calls.map(({ key }) => key),
    ...posts.map(({ key }) => key),
    ...Object.values(undeclared),
  ];
}

/** A block in the words of the limit that is blocked. */
function reachedBy(
  { calls, posts, undeclared }: LimitRules,
  { key, period }: { readonly key: string; readonly period: LimitReached["window"] },
): Omit<LimitReached, "waitMs"> {
  const declared = [...calls, ...posts].find(
    (each: KeyedLimit<{ name: string; scope: "account" | "app" }>) => each.key === key,
  );
  const scope = declared?.limit.scope ?? (key === undeclared.account ? "account" : "app");
  return { kind: "wait", limit: declared?.limit.name ?? null, scope, window: period, turn: null };
}
