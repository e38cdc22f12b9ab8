import type { Connector, DeliveryMode, LimitedCall } from "../connector";
import { type LimitScope, RateLimitError } from "../errors";

/** A place in the row that is kept for a delivery: JSON, stored with it. */
export type LimitTurn = {
  /** The limit's name. */
  readonly limit: string;
  /** In ISO 8601, by the clock of whoever counts. */
  readonly at: string;
};

/** A call that is about to be made. */
export type LimitUse = {
  readonly connector: Pick<Connector, "id" | "capabilities">;
  /** The account's stable id at the platform. */
  readonly accountId: string;
  readonly call: LimitedCall;
  /** Whose call it is; `null` for one that belongs to no delivery, and for which no place is kept. */
  readonly delivery: {
    readonly id: string;
    readonly mode: DeliveryMode;
    /** The place that was kept for it the last time. */
    readonly turn: LimitTurn | null;
  } | null;
};

/** A limit that stands in the way. */
export type LimitReached = {
  readonly kind: "wait";
  /** The limit's name; `null` for one that the connector does not declare. */
  readonly limit: string | null;
  readonly scope: LimitScope;
  readonly window: "burst" | "daily";
  readonly waitMs: number;
  /** The place that is kept meanwhile; to be presented with the next {@link LimitUse}. */
  readonly turn: LimitTurn | null;
};

/**
 * The platform's limits as a schedule: whoever is about to call takes his turn first. Shared by all
 * that call in the name of the same app.
 */
export interface PlatformLimits {
  /** Counts a call that may be made now, or says when to come back. */
  take(use: LimitUse): Promise<{ readonly kind: "free" } | LimitReached>;
  /**
   * The platform refused a call: what is known of the limit now. Others are told to wait as well.
   *
   * @returns the limit's name, `null` for one that the connector does not declare, and how long to wait.
   */
  learn(
    use: LimitUse,
    error: RateLimitError,
  ): Promise<{ readonly limit: string | null; readonly waitMs: number }>;
}

/** For hosts that do not count: every call is made, and what the platform refuses waits by itself. */
export function createUnlimitedPlatformLimits(): PlatformLimits {
  return {
    take: async () => ({ kind: "free" }),
    learn: async (_use, error) => ({ limit: error.limit, waitMs: error.retryAfterMs }),
  };
}

/** A limit that stands in the way, as the error that asks for a wait. Nothing was sent. */
export function limitReachedError(platform: string, reached: LimitReached): RateLimitError {
  const { limit, scope, window, waitMs } = reached;
  const whose = scope === "app" ? "the operator's app" : "this account";
  return new RateLimitError({
    window,
    limit,
    limitScope: scope,
    retryAfterMs: waitMs,
    message: `What ${platform} allows ${whose} is used up for now${limit === null ? "" : ` (${limit})`}. It goes on by itself.`,
  });
}
