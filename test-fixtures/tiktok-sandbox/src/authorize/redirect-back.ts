import type { PendingConsent } from "../oauth/oauth-state";
import { type ReplyNote, redirectReply, type SandboxReply } from "../server/exchange";
import { createLogId } from "../server/log-id";
import type { World } from "../world/world";

type Consent = Omit<PendingConsent, "id">;

/** Redirects back with a code; its `*` and `!` leave percent-encoded, as live ones do (WILD). */
export function redirectWithCode(
  world: World,
  consent: Consent,
  username: string,
  scopes: readonly string[],
): SandboxReply {
  const value = `${world.ids.word(48)}*0!${world.ids.word(4)}.va`;
  world.oauth.codes.set(value, {
    value,
    clientKey: consent.clientKey,
    username,
    scopes,
    redirectUri: consent.redirectUri,
    challenge: consent.challenge,
    issuedAt: world.clock.now(),
    used: false,
  });
  world.secrets.add("code", value);
  const fields = { code: value, scopes: scopes.join(","), state: consent.state };
  return back(consent, fields, { clientKey: consent.clientKey, username });
}

/** Redirects back with an error; `errorType` is an extra parameter seen live (WILD). */
export function redirectWithError(
  world: World,
  consent: Consent,
  error: { code: string; description: string; errorType?: string; rule: ReplyNote["rule"] },
): SandboxReply {
  const logId = createLogId(world.clock.now());
  const fields: Record<string, string> = {
    error: error.code,
    error_description: error.description,
    ...(error.errorType === undefined ? {} : { error_type: error.errorType }),
    log_id: logId,
    state: consent.state,
  };
  return back(consent, fields, {
    clientKey: consent.clientKey,
    code: error.code,
    logId,
    ...(error.rule === undefined ? {} : { rule: error.rule }),
  });
}

function back(consent: Consent, fields: Record<string, string>, note: ReplyNote): SandboxReply {
  const query = Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeStrictly(value)}`)
    .join("&");
  return redirectReply(`${consent.redirectUri}?${query}`, note);
}

// encodeURIComponent leaves ! ' ( ) * alone; TikTok does not.
function encodeStrictly(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
