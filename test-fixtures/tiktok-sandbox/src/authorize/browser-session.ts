import type { SandboxReply, SandboxRequest } from "../server/exchange";
import type { World } from "../world/world";

const COOKIE = "tiktok_sandbox_session";

/** Who is logged in to TikTok in this browser, or null. */
export function sessionUsername(world: World, request: SandboxRequest): string | null {
  const cookies = request.headers.cookie ?? "";
  const value = cookies
    .split(/;\s*/)
    .find((cookie) => cookie.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  return (value && world.oauth.sessions.get(value)) || null;
}

/** Logs the browser in. */
export function startSession(world: World, reply: SandboxReply, username: string): SandboxReply {
  const value = world.ids.word(32);
  world.oauth.sessions.set(value, username);
  reply.headers["set-cookie"] = `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax`;
  return reply;
}
