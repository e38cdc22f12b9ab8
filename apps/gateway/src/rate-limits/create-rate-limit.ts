import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRes,
} from "rate-limiter-flexible";
import type { GatewayDatabase } from "../database/gateway-database";
import { ApiError } from "../http/api-error";
import type { RateLimit, RateLimitUsage } from "./rate-limit";

/** What a limit allows. */
export type RateLimitOptions = {
  /** Keeps the counters of one limit apart from others'. */
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** Replicas on PostgreSQL count together; the embedded gateway counts in memory. */
  readonly database: GatewayDatabase;
};

/** Makes a limit. When PostgreSQL cannot count, each replica counts for itself instead. */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { name, requests, windowSeconds } = options;
  const limiter = createLimiter(options);
  const usageOf = (state: RateLimiterRes): RateLimitUsage => ({
    limit: requests,
    remaining: Math.max(0, state.remainingPoints),
    windowSeconds,
    resetSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
  });
  return {
    consume: async (key) => {
      try {
        return usageOf(await limiter.consume(key));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const { resetSeconds } = usageOf(refusal);
        throw new ApiError("rate_limited", {
          detail: `More than ${requests} requests (${name}) came within ${windowSeconds} seconds. Wait ${resetSeconds} seconds.`,
          retryAfterSeconds: resetSeconds,
        });
      }
    },
  };
}

function createLimiter(options: RateLimitOptions): RateLimiterAbstract {
  const { name, requests, windowSeconds, database } = options;
  const settings = { keyPrefix: name, points: requests, duration: windowSeconds };
  const memory = new RateLimiterMemory(settings);
  if (database.engine === "embedded") return memory;
  return new RateLimiterPostgres({
    ...settings,
    storeClient: { query: (sql: { text: string; values: unknown[] }) => queryRows(database, sql) },
    storeType: "client",
    tableName: "rate_limits",
    tableCreated: true,
    clearExpiredByTimeout: false,
    insuranceLimiter: memory,
  });
}

async function queryRows(database: GatewayDatabase, sql: { text: string; values: unknown[] }) {
  const rows = await database.runSql(sql.text, sql.values);
  return { rows, rowCount: rows.length };
}
