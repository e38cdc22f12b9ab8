import type { SandboxReply } from "../server/exchange";
import type { RequestEffect } from "./fault";

/** Spoils an answer after the request took effect. */
export function rewriteReply(reply: SandboxReply, effect: RequestEffect | null): SandboxReply {
  if (effect?.kind === "truncate") {
    const body = Buffer.from(reply.body).subarray(0, effect.keepBytes).toString("utf8");
    return { ...reply, body };
  }
  if (effect?.kind === "replace") {
    return {
      ...reply,
      status: effect.status,
      headers: { "content-type": effect.contentType },
      body: effect.body,
    };
  }
  return reply;
}
