import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { FaultPlan } from "./fault-plan";
import { type Answer, writeAnswer } from "./proxy-answer";
import { spoil } from "./spoil";

/** A proxy on loopback that passes on what the plan does not spoil. */
export type FaultProxy = {
  readonly origin: string;
  /** Where requests go; to be set before the first comes. */
  passTo(origin: string): void;
  /** Cuts connections whose answers are held back. */
  release(): void;
  close(): Promise<void>;
};

/** One exchange in the proxy's hands. */
export type ProxiedExchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Reads the request to its end. */
  readBody(): Promise<Buffer>;
  /** Leaves the request without an answer until the proxy is told to release it. */
  hold(): void;
  /** Passes the request on and reads the answer to its end. */
  pass(): Promise<Answer>;
};

/** Opens a proxy. */
export async function openFaultProxy(plan: FaultPlan): Promise<FaultProxy> {
  let target = "";
  const held = new Set<Socket>();
  const server = createServer((incoming, response) => {
    const exchange: ProxiedExchange = {
      request: incoming,
      response,
      readBody: () => readAll(incoming),
      hold: () => void held.add(incoming.socket),
      pass: async () => passOn(target, incoming, await readAll(incoming)),
    };
    handle(plan, exchange).catch(() => incoming.socket.destroy());
  });
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://localhost:${port}`,
    passTo: (origin) => {
      target = origin;
    },
    release: () => {
      for (const socket of held) socket.destroy();
      held.clear();
    },
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(plan: FaultPlan, exchange: ProxiedExchange): Promise<void> {
  const { request: incoming, response } = exchange;
  const fault = plan.take("proxy", {
    method: incoming.method ?? "GET",
    path: (incoming.url ?? "/").replace(/\?.*/s, ""),
    contentRange: incoming.headers["content-range"] ?? null,
  });
  if (fault === null) writeAnswer(response, await exchange.pass());
  else await spoil(fault, exchange);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function passOn(target: string, incoming: IncomingMessage, body: Buffer): Promise<Answer> {
  const { method, url, headers } = incoming;
  return new Promise((resolve, reject) => {
    const passed = request(new URL(url ?? "/", target), {
      method,
      headers: { ...headers, connection: "close", host: new URL(target).host },
      agent: false,
    });
    passed.once("error", reject);
    passed.once("response", (answer) => {
      readAll(answer).then(
        (read) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: read }),
        reject,
      );
    });
    passed.end(body);
  });
}
