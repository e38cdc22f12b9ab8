import { failTask } from "../publish/end-task";
import { emitWebhook } from "../webhooks/emit-webhook";
import type { World } from "../world/world";
import { openIdOf } from "./open-id";

/** Why an authorisation ended (WE): the number in `authorization.removed` is the index. */
export const removalReasonNames = [
  "unknown",
  "userDisconnected",
  "accountDeleted",
  "ageChanged",
  "accountBanned",
  "developerRevoked",
] as const;

/** Why an authorisation ended (WE). */
export type RemovalReason = (typeof removalReasonNames)[number];

/**
 * Ends every consent of a user for an app: tokens die, unfinished posts fail with `auth_removed`,
 * the app hears of it. Answers false, without a webhook, when there was none.
 */
export function disconnect(
  world: World,
  clientKey: string,
  username: string,
  reason: RemovalReason,
): boolean {
  const now = world.clock.now();
  const grants = [...world.oauth.grants.values()].filter(
    (grant) =>
      grant.clientKey === clientKey && grant.username === username && grant.revokedAt === null,
  );
  if (grants.length === 0) {
    return false;
  }
  const ids = new Set(grants.map((grant) => grant.id));
  const refreshSurvives =
    reason === "developerRevoked" && world.switches.revokeRefreshToken === "alive";
  for (const grant of grants) {
    if (!refreshSurvives) grant.revokedAt = now;
  }
  for (const token of world.oauth.accessTokens.values()) {
    if (ids.has(token.grantId)) token.dead = true;
  }
  for (const token of world.oauth.refreshTokens.values()) {
    if (ids.has(token.grantId) && !refreshSurvives) token.dead = true;
  }
  for (const task of world.tasks.values()) {
    if (task.clientKey === clientKey && task.username === username) {
      failTask(world, task, "auth_removed", now);
    }
  }
  emitWebhook(world, {
    clientKey,
    event: "authorization.removed",
    openId: openIdOf(clientKey, username),
    content: { reason: removalReasonNames.indexOf(reason) },
    at: now,
  });
  return true;
}
