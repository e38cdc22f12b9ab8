import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerInstead } from "../faults/answer-instead";
import { rewriteReply } from "../faults/rewrite-reply";
import { transportOf } from "../faults/transport";
import type { SandboxReply } from "../server/exchange";
import { sendReply } from "../server/send-reply";
import type { World } from "../world/world";
import { readPart } from "./read-part";
import { takeChunk } from "./take-chunk";

/** Id of the upload host's only route. */
export const UPLOAD_ROUTE = "PUT /video/";

/** Handles one request to the upload host: faults around {@link takeChunk}. */
export async function handleUpload(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  world.agenda.runDue();
  const url = new URL(request.url ?? "/", world.uploadOrigin);
  const effect = world.faults.takeForRequest(UPLOAD_ROUTE);
  const log = (status: number, note: SandboxReply["note"]) =>
    world.requests.add({
      at: new Date(world.clock.now()).toISOString(),
      method: request.method ?? "",
      path: url.pathname,
      route: UPLOAD_ROUTE,
      status,
      fault: effect?.kind ?? null,
      ...note,
    });

  if (effect?.kind === "drop" && effect.when !== "after") {
    await readPart(request, effect.when === "mid" ? 0.5 : 0);
    request.destroy();
    log(0, {});
    return;
  }
  if (effect?.kind === "delay" && effect.when === "before") {
    await sleep(effect.ms);
  }
  let reply = effect && answerInstead(world, effect);
  if (reply) {
    await readPart(request, 1);
  } else {
    const taken = await takeChunk(world, request, url);
    if (taken === null) {
      log(0, {});
      return;
    }
    reply = taken;
  }
  const transport = transportOf(effect);
  log(transport.cut === "all" ? 0 : reply.status, reply.note);
  await sendReply(response, rewriteReply(reply, effect), transport);
}
