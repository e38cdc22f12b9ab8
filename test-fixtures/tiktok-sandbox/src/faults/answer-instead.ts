import { apiFailure } from "../server/api-envelope";
import type { SandboxReply } from "../server/exchange";
import { oauthFailure } from "../server/oauth-reply";
import type { World } from "../world/world";
import type { RequestEffect } from "./fault";

/** The answer a fault gives instead of the real one, or null when the real one is to be made. */
export function answerInstead(world: World, effect: RequestEffect): SandboxReply | null {
  switch (effect.kind) {
    case "answer":
      return {
        status: effect.status,
        headers: { "content-type": effect.contentType, ...effect.headers },
        body: effect.body,
        note: {},
      };
    case "api-error":
      return apiFailure(world, effect);
    case "oauth-error":
      return oauthFailure(world, effect.error, effect.description, {}, effect.status);
    case "rate-limit": {
      const reply = apiFailure(world, {
        status: 429,
        code: "rate_limit_exceeded",
        message: "The API rate limit was exceeded. Please try again later.",
      });
      if (effect.retryAfterSeconds !== null) {
        reply.headers["retry-after"] = String(effect.retryAfterSeconds);
      }
      return reply;
    }
    default:
      return null;
  }
}
