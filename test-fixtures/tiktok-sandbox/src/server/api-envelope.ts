import type { World } from "../world/world";
import { jsonReply, type ReplyNote, type SandboxReply } from "./exchange";
import { createLogId } from "./log-id";
import type { ApiRefusal } from "./refusals";
import { type WireValue, writeWireJson } from "./wire-json";

/** The success envelope of the v2 API; `data` is left out where TikTok answers only `error` (cancel). */
export function apiSuccess(
  world: World,
  data: { readonly [key: string]: WireValue | undefined } | undefined,
  note: ReplyNote = {},
): SandboxReply {
  return envelope(world, 200, data, { code: "ok", message: "" }, note);
}

/** The error envelope of the v2 API; `data` is `{}` or absent by switch. */
export function apiFailure(
  world: World,
  { status, code, message }: { status: number; code: string; message: string },
  note: ReplyNote = {},
): SandboxReply {
  const data = world.switches.errorData === "object" ? {} : undefined;
  return envelope(world, status, data, { code, message }, { ...note, code });
}

/** The envelope of a refusal. */
export function apiRefusalReply(world: World, refusal: ApiRefusal): SandboxReply {
  const reply = apiFailure(world, refusal, { rule: refusal.rule });
  const { retryAfterSeconds } = world.switches;
  if (refusal.status === 429 && retryAfterSeconds !== null) {
    reply.headers["retry-after"] = String(retryAfterSeconds);
  }
  return reply;
}

function envelope(
  world: World,
  status: number,
  data: { readonly [key: string]: WireValue | undefined } | undefined,
  error: { code: string; message: string },
  note: ReplyNote,
): SandboxReply {
  const logId = createLogId(world.clock.now());
  const body = writeWireJson({
    data,
    error: { ...error, [world.switches.logIdField]: logId },
  });
  const reply = jsonReply(status, body, { code: error.code, ...note, logId });
  reply.headers["x-tt-logid"] = logId;
  return reply;
}
