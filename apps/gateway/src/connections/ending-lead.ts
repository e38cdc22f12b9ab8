import type { Connection } from "./connection";

/**
 * How long before its end a grant counts as ending: the last quarter of its life, at most two weeks.
 * A grant that refreshing prolongs never comes so close to its end.
 */
export const endingLead = { longestMs: 14 * 24 * 60 * 60 * 1000, share: 0.25 } as const;

/** Whether only a new consent of the owner keeps this connection alive, and soon. */
export function isEnding(
  {
    status,
    connectedAt,
    reauthorizeBefore,
  }: Pick<Connection, "status" | "connectedAt" | "reauthorizeBefore">,
  now: Date,
): boolean {
  if (status !== "active" || connectedAt === null || reauthorizeBefore === null) return false;
  const lifeMs = reauthorizeBefore.getTime() - connectedAt.getTime();
  const leadMs = Math.min(endingLead.longestMs, lifeMs * endingLead.share);
  return reauthorizeBefore.getTime() - now.getTime() <= leadMs;
}
