import type { IncomingMessage, ServerResponse } from "node:http";
import { ZodError } from "zod";
import { plainTransport } from "../faults/transport";
import { jsonReply } from "../server/exchange";
import { readBody } from "../server/read-body";
import { sendReply } from "../server/send-reply";
import type { TiktokSandbox } from "../tiktok-sandbox";
import { PortalError } from "../world/portal-error";
import { controlOperations } from "./control-operations";

/** Where the control plane lives; nothing of TikTok's is there. */
export const CONTROL_PREFIX = "/_sandbox";

const BODY_LIMIT_BYTES = 1_000_000;

/** Handles one request to the control plane: JSON in, JSON out, errors as `{error: message}`. */
export async function handleControl(
  sandbox: TiktokSandbox,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://tiktok-sandbox.invalid");
  const path = url.pathname.slice(CONTROL_PREFIX.length).replace(/\/$/, "") || "/";
  const answer = (status: number, value: unknown) =>
    sendReply(response, jsonReply(status, `${JSON.stringify(value, null, 2)}\n`), plainTransport);
  const operation = controlOperations.find(
    (candidate) => candidate.method === request.method && candidate.path === path,
  );
  const text = await readBody(request, BODY_LIMIT_BYTES);
  if (operation === undefined) {
    await answer(404, { error: `There is no ${request.method} ${path}. GET /_sandbox lists all.` });
    return;
  }
  try {
    const input: unknown =
      request.method === "GET" ? Object.fromEntries(url.searchParams) : JSON.parse(text || "{}");
    await answer(200, (await operation.run(sandbox, input)) ?? { done: true });
  } catch (error) {
    if (
      !(error instanceof PortalError || error instanceof ZodError || error instanceof SyntaxError)
    ) {
      throw error;
    }
    await answer(400, { error: error.message });
  }
}
