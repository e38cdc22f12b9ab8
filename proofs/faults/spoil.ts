import { setTimeout as delay } from "node:timers/promises";
import type { Fault } from "./fault";
import type { ProxiedExchange } from "./fault-proxy";
import { type Answer, bytesOf, writeAnswer } from "./proxy-answer";

/** A slow answer comes in this many drops, so that it takes far longer than anybody waits for calls. */
const drops = 200;
const dropMs = 10;

/** Lets one exchange go wrong. */
export async function spoil(fault: Fault, exchange: ProxiedExchange): Promise<void> {
  const { request, response, readBody, pass, hold } = exchange;
  const { socket } = request;
  switch (fault) {
    case "connection-refused":
    case "unknown-host":
      throw new Error(`The proxy cannot make "${fault}"; the address does.`);
    case "reset-before":
      socket.resetAndDestroy();
      return;
    case "reset-during":
      await readHalf(exchange);
      socket.resetAndDestroy();
      return;
    case "reset-after":
      await readBody();
      socket.resetAndDestroy();
      return;
    case "accepted-reset":
      await pass();
      socket.resetAndDestroy();
      return;
    case "accepted-close": {
      const bytes = bytesOf(await pass());
      socket.end(bytes.subarray(0, Math.floor(bytes.length * 0.7)));
      return;
    }
    case "silence":
      await readBody();
      return hold();
    case "accepted-silence":
      await pass();
      return hold();
    case "slow-answer":
      return drip(exchange, bytesOf(await pass()));
    case "answered-twice": {
      const bytes = bytesOf(await pass());
      socket.write(Buffer.concat([bytes, bytes]));
      return;
    }
    case "truncated-json": {
      const answer = await pass();
      const body = answer.body.subarray(0, Math.floor(answer.body.length / 2));
      return writeAnswer(response, { ...answer, body });
    }
    case "wrong-json":
      return writeAnswer(response, { ...(await pass()), body: json({ unexpected: [true, null] }) });
    case "accepted-http-502":
      await pass();
      return writeAnswer(response, page(502));
    default:
      await readBody();
      return writeAnswer(response, answers[fault](isOAuth(exchange)));
  }
}

type MadeUp =
  | "http-429"
  | "http-429-retry-after"
  | "http-500"
  | "http-502"
  | "http-503"
  | "http-504"
  | "html"
  | "error-body";

/** Answers of nobody who has seen the request. */
const answers: Readonly<Record<MadeUp, (oauth: boolean) => Answer>> = {
  "http-429": () => refusal(429, "rate_limit_exceeded"),
  "http-429-retry-after": () => {
    const answer = refusal(429, "rate_limit_exceeded");
    return { ...answer, headers: { ...answer.headers, "retry-after": "90" } };
  },
  "http-500": () => refusal(500, "internal_error"),
  "http-502": () => page(502),
  "http-503": () => {
    const answer = page(503);
    return { ...answer, headers: { ...answer.headers, "retry-after": "7" } };
  },
  "http-504": () => page(504),
  html: () => page(200),
  "error-body": (oauth) =>
    oauth
      ? {
          ...refusal(200, ""),
          body: json({ error: "server_error", error_description: "A fault." }),
        }
      : refusal(200, "internal_error"),
};

function isOAuth({ request }: ProxiedExchange): boolean {
  return request.url?.startsWith("/v2/oauth/") === true;
}

function refusal(status: number, code: string): Answer {
  const body = json({
    data: {},
    error: { code, message: "A fault.", log_id: "made-by-the-proxy" },
  });
  return { status, headers: { "content-type": "application/json" }, body };
}

function page(status: number): Answer {
  const body = Buffer.from(
    "<!doctype html><html><body><h1>We will be back soon</h1></body></html>",
  );
  return { status, headers: { "content-type": "text/html" }, body };
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

async function readHalf({ request }: ProxiedExchange): Promise<void> {
  const half = Number(request.headers["content-length"] ?? 0) / 2;
  let read = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    read += (part as Buffer).length;
    if (read >= half) return;
  }
}

async function drip({ request }: ProxiedExchange, bytes: Buffer): Promise<void> {
  const { socket } = request;
  const size = Math.ceil(bytes.length / drops);
  for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
    socket.write(bytes.subarray(at, at + size));
    await delay(dropMs);
  }
}
