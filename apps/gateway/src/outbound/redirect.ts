import type { Dispatcher } from "undici";
import { discardBody } from "./discard-body";
import { OutboundError } from "./outbound-error";

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * Where an answer redirects to; `null` when it does not.
 *
 * @throws OutboundError `bad_redirect` for a redirect to nowhere.
 */
export function redirectOf(answer: Dispatcher.ResponseData): string | null {
  if (!redirectStatuses.has(answer.statusCode)) return null;
  const { location } = answer.headers;
  if (typeof location === "string" && location !== "") return location;
  discardBody(answer.body);
  throw new OutboundError("bad_redirect", "The address redirects without saying where to.");
}
