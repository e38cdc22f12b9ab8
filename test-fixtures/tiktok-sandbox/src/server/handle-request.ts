import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { errorPage } from "../authorize/error-page";
import { answerInstead } from "../faults/answer-instead";
import { rewriteReply } from "../faults/rewrite-reply";
import { transportOf } from "../faults/transport";
import type { World } from "../world/world";
import { apiFailure, apiRefusalReply } from "./api-envelope";
import { jsonReply, type SandboxReply, type SandboxRequest } from "./exchange";
import { oauthFailure } from "./oauth-reply";
import { BodyTooLargeError, readBody } from "./read-body";
import { ApiRefusal, OauthRefusal, PageRefusal } from "./refusals";
import type { Route } from "./route";
import { routes } from "./routes";
import { sendReply } from "./send-reply";

// No TikTok call carries more than captions and URLs.
const BODY_LIMIT_BYTES = 1_000_000;

/** Handles one request to TikTok's pages or API, faults included. */
export async function handleRequest(
  world: World,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  world.agenda.runDue();
  const url = new URL(incoming.url ?? "/", "http://tiktok-sandbox.invalid");
  const onPath = routes.filter((route) => route.path === url.pathname);
  const route = onPath.find((candidate) => candidate.method === incoming.method);
  const effect = route === undefined ? null : world.faults.takeForRequest(route.id);
  const log = (status: number, note: SandboxReply["note"]) =>
    world.requests.add({
      at: new Date(world.clock.now()).toISOString(),
      method: incoming.method ?? "",
      path: url.pathname,
      route: route?.id ?? null,
      status,
      fault: effect?.kind ?? null,
      ...note,
    });

  if (effect?.kind === "drop" && effect.when === "before") {
    incoming.destroy();
    log(0, {});
    return;
  }
  if (effect?.kind === "delay" && effect.when === "before") {
    await sleep(effect.ms);
    world.agenda.runDue();
  }
  const request = await readRequest(incoming, url);
  let reply: SandboxReply;
  if (request === null) {
    reply = jsonReply(413, "", {});
  } else if (route === undefined) {
    reply = nothingHere(onPath);
  } else {
    reply = (effect && answerInstead(world, effect)) ?? (await answer(world, route, request));
  }
  world.agenda.runDue();
  const transport = transportOf(effect);
  log(transport.cut === "all" ? 0 : reply.status, reply.note);
  await sendReply(response, rewriteReply(reply, effect), transport);
}

async function answer(world: World, route: Route, request: SandboxRequest): Promise<SandboxReply> {
  try {
    return await route.handle(world, request);
  } catch (error) {
    if (error instanceof ApiRefusal) return apiRefusalReply(world, error);
    if (error instanceof PageRefusal) return errorPage(world, error);
    if (error instanceof OauthRefusal) {
      return oauthFailure(world, error.code, error.message, { rule: error.rule });
    }
    throw error;
  }
}

function nothingHere(onPath: readonly Route[]): SandboxReply {
  return onPath.length > 0
    ? { status: 405, headers: {}, body: "", note: { rule: "api.method" } }
    : { status: 404, headers: {}, body: "404 page not found\n", note: { rule: "api.path" } };
}

async function readRequest(incoming: IncomingMessage, url: URL): Promise<SandboxRequest | null> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  try {
    const body = await readBody(incoming, BODY_LIMIT_BYTES);
    return { method: incoming.method ?? "", url, headers, body };
  } catch (error) {
    if (error instanceof BodyTooLargeError) return null;
    throw error;
  }
}

/** The answer when the sandbox itself has failed, which is a bug of the sandbox. */
export function internalError(world: World): SandboxReply {
  return apiFailure(world, {
    status: 500,
    code: "internal_error",
    message: "The sandbox itself failed; its owner finds the cause among the failures.",
  });
}
