import type { PendingConsent } from "../oauth/oauth-state";
import { escapeHtml } from "../server/escape-html";
import type { TiktokUser } from "../world/tiktok-user";
import type { World } from "../world/world";
import { pageFrame } from "./page-frame";

// SC: what TikTok tells the owner about each scope.
const scopeTexts: Record<string, string> = {
  "user.info.basic": "Read your profile info (avatar, display name)",
  "user.info.profile": "Read your additional profile info",
  "user.info.stats": "Read your engagement statistics",
  "video.list": "Read your public videos on TikTok",
  "video.publish": "Post content to TikTok.",
  "video.upload": "Share content as a draft to your TikTok account.",
};

/** The page on which an account is chosen, scopes are ticked, and the app is approved or denied. */
export function consentPage(world: World, consent: PendingConsent, current: string | null): string {
  const app = world.apps.get(consent.clientKey);
  const users = [...world.users.values()].filter((user) => !user.deleted);
  const chosen = current ?? users[0]?.username;
  return pageFrame(
    "Log in with TikTok",
    `<h1>${escapeHtml(app?.name ?? "")} would like to access your account</h1>
<form method="post" action="/v2/auth/authorize/decide/">
<input type="hidden" name="request" value="${escapeHtml(consent.id)}">
<fieldset><legend>Log in as</legend>
${users.map((user) => userRadio(user, user.username === chosen)).join("\n")}
</fieldset>
<fieldset><legend>What it may do</legend>
${consent.scopes.map(scopeCheckbox).join("\n")}
</fieldset>
<button class="main" type="submit" name="decision" value="approve">Continue</button>
<button type="submit" name="decision" value="deny">Cancel</button>
</form>`,
  );
}

function userRadio(user: TiktokUser, checked: boolean): string {
  const kind = user.privateAccount ? "private" : "public";
  return `<label><input type="radio" name="user" value="${escapeHtml(user.username)}" required${
    checked ? " checked" : ""
  }> ${escapeHtml(user.nickname)} <span class="note">@${escapeHtml(user.username)}, ${kind}</span></label>`;
}

// The basic scope comes with Login Kit and cannot be unticked (SC).
function scopeCheckbox(scope: string): string {
  const text = escapeHtml(scopeTexts[scope] ?? scope);
  const name = escapeHtml(scope);
  if (scope === "user.info.basic") {
    return `<label><input type="checkbox" checked disabled> ${text} <span class="note">always</span></label>`;
  }
  return `<label><input type="checkbox" name="scope" value="${name}" checked> ${text} <code>${name}</code></label>`;
}
