import { escapeHtml } from "../server/escape-html";
import { htmlReply, type SandboxReply } from "../server/exchange";
import type { PageRefusal } from "../server/refusals";
import type { World } from "../world/world";
import { pageFrame } from "./page-frame";

/** TikTok's own page for a request it will not redirect back (WILD: text and shape). */
export function errorPage(world: World, refusal: PageRefusal): SandboxReply {
  const page = pageFrame(
    "Something went wrong",
    `<h1>Something went wrong</h1>
<p>We couldn't log in with TikTok. This may be due to specific app settings.</p>
<p>If you're a developer, correct the following and try again:</p>
<ul><li><code>${escapeHtml(refusal.field)}</code></li></ul>
<p class="note">errCode ${escapeHtml(refusal.errorCode)}. ${escapeHtml(refusal.message)}</p>`,
  );
  return htmlReply(world.switches.authorizeErrorStatus, page, {
    code: `${refusal.errorCode} ${refusal.field}`,
    rule: refusal.rule,
  });
}
