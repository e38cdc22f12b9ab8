import type { World } from "../world/world";
import { jsonReply, type ReplyNote, type SandboxReply } from "./exchange";
import { createLogId } from "./log-id";
import { type WireValue, writeWireJson } from "./wire-json";

/** A flat OAuth success: no `data`, no `error` (OAT). */
export function oauthSuccess(
  world: World,
  fields: { readonly [key: string]: WireValue | undefined },
  note: ReplyNote,
): SandboxReply {
  const logId = createLogId(world.clock.now());
  const reply = jsonReply(200, writeWireJson(fields), { ...note, logId });
  reply.headers["cache-control"] = "no-store";
  reply.headers["x-tt-logid"] = logId;
  return reply;
}

/** A flat OAuth error (OAT, OAE); its HTTP status is a switch because 200 was seen live. */
export function oauthFailure(
  world: World,
  error: string,
  description: string,
  note: ReplyNote,
  status: number = world.switches.oauthErrorStatus,
): SandboxReply {
  const logId = createLogId(world.clock.now());
  const body = writeWireJson({ error, error_description: description, log_id: logId });
  const reply = jsonReply(status, body, { ...note, code: error, logId });
  reply.headers["x-tt-logid"] = logId;
  return reply;
}
