import type { Caller } from "../oauth/bearer";
import type { RuleId } from "../rules/rule-matrix";
import { ApiRefusal } from "../server/refusals";
import type { World } from "../world/world";

const MINUTE_MS = 60_000;

/** Who shares a window. */
export type WindowScope = "user" | "app";

/**
 * Admits one call into a window of a minute; keyed by user and app, not by token, so that a
 * refreshed token does not start a new one (reference 2.1).
 * @throws ApiRefusal 429 `rate_limit_exceeded` when the window is full.
 */
export function admitCall(
  world: World,
  caller: Caller,
  limit: { rule: RuleId; route: string; perMinute: number; scope: WindowScope },
): void {
  const user = limit.scope === "user" ? caller.user.username : "";
  const key = `${limit.route} ${caller.app.clientKey} ${user}`;
  if (!world.windows.admit(key, limit.perMinute, MINUTE_MS, world.clock.now())) {
    throw new ApiRefusal(
      limit.rule,
      429,
      "rate_limit_exceeded",
      "The API rate limit was exceeded. Please try again later.",
    );
  }
}
