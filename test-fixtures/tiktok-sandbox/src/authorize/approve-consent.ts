import type { PendingConsent } from "../oauth/oauth-state";
import type { SandboxReply } from "../server/exchange";
import type { World } from "../world/world";
import { redirectWithCode, redirectWithError } from "./redirect-back";

/**
 * The owner agrees to some of what was asked. A sandbox app takes target users only (SB);
 * a deleted account cannot log in.
 */
export function approveConsent(
  world: World,
  consent: Omit<PendingConsent, "id">,
  username: string,
  ticked: readonly string[],
): SandboxReply {
  const app = world.apps.get(consent.clientKey);
  const user = world.users.get(username);
  if (user === undefined || user.deleted) {
    return redirectWithError(world, consent, {
      code: "access_denied",
      description: "The account is not available.",
      rule: "authorize.account_available",
    });
  }
  if (app?.stage === "sandbox" && !app.targetUsers.includes(username)) {
    return redirectWithError(world, consent, {
      code: "access_denied",
      description: "The user is not a target user of this sandbox.",
      errorType: "non_sandbox_target",
      rule: "authorize.sandbox_target_user",
    });
  }
  const scopes = consent.scopes.filter(
    (scope) => scope === "user.info.basic" || ticked.includes(scope),
  );
  return redirectWithCode(world, consent, username, scopes);
}
