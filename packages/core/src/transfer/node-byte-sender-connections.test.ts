import { createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { byteRequest, sourceOf } from "../../test/byte-request";
import { failureOf } from "../../test/failure-of";
import {
  type LoopbackServer,
  readBody,
  serve,
  startLoopbackServer,
} from "../../test/loopback-server";
import { pseudoRandomBytes } from "../../test/pseudo-random-bytes";
import type { ByteSender } from "./byte-sender";
import { createNodeByteSender } from "./create-node-byte-sender";

const mebibyte = 1024 * 1024;
const secretPath = "/upload/path-canary?token=query-canary";
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function sender(idleTimeoutMs = 10_000): ByteSender {
  const made = createNodeByteSender({ idleTimeoutMs });
  cleanups.push(() => made.close());
  return made;
}

async function started(server: Promise<LoopbackServer>): Promise<LoopbackServer> {
  const running = await server;
  cleanups.push(() => running.close());
  return running;
}

/** A promise that somebody else resolves. */
function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe("a refusal before the body has ended", () => {
  it("is answered at once although the server reads nothing more", async () => {
    const server = await started(
      startLoopbackServer((_request, response) => {
        response.writeHead(413, { "content-type": "text/plain" }).end("too large");
      }),
    );
    const { source, openReaders } = sourceOf(64 * mebibyte, () => ({
      read: async (target) => target.byteLength,
    }));

    const response = await sender().send(
      byteRequest(server.origin, pseudoRandomBytes(1), {
        source,
        range: { offsetBytes: 0, lengthBytes: 64 * mebibyte },
      }),
    );

    expect(response).toMatchObject({ status: 413, body: "too large" });
    expect(openReaders()).toBe(0);
  });

  it("is answered when the server closes the connection behind it", async () => {
    const server = await started(
      startLoopbackServer((request, response) => {
        response.writeHead(403, { connection: "close" }).end("no", () => request.socket.end());
      }),
    );

    const response = await sender().send(
      byteRequest(server.origin, pseudoRandomBytes(16 * mebibyte)),
    );

    expect(response).toMatchObject({ status: 403, body: "no" });
  });

  it("leaves the buffers of the next request alone, also when a read comes in late", async () => {
    const received: Buffer[] = [];
    const server = await started(
      startLoopbackServer(async (request, response) => {
        if (request.url !== "/refuse") received.push(await readBody(request));
        response.writeHead(request.url === "/refuse" ? 400 : 201).end();
      }),
    );
    const one = sender();
    const late = createGate();
    const lateRead = createGate();
    let reads = 0;
    const refused = one.send(
      byteRequest(`${server.origin}/refuse`, pseudoRandomBytes(1), {
        source: sourceOf(64 * mebibyte, () => ({
          async read(target) {
            reads += 1;
            if (reads > 1) {
              await late.opened;
              target.fill(0xff);
              lateRead.open();
            }
            return target.byteLength;
          },
        })).source,
        range: { offsetBytes: 0, lengthBytes: 64 * mebibyte },
      }),
    );
    expect(await refused).toMatchObject({ status: 400 });

    const wanted = pseudoRandomBytes(3 * mebibyte, 5);
    let position = 0;
    const { source } = sourceOf(wanted.byteLength, () => ({
      async read(target) {
        target.set(wanted.subarray(position, position + target.byteLength));
        position += target.byteLength;
        // The second buffer is the one that the refused request was still reading into.
        if (position > mebibyte) {
          late.open();
          await lateRead.opened;
        }
        return target.byteLength;
      },
    }));
    await one.send(byteRequest(`${server.origin}/take`, wanted, { source }));

    expect(received[0]?.equals(wanted)).toBe(true);
  });
});

describe("a broken connection", () => {
  it("says that nothing was sent when nobody listens", async () => {
    const server = await startLoopbackServer(() => undefined);
    await server.close();
    const { source, openReaders } = sourceOf(10, () => ({ read: async () => 10 }));

    const error = await failureOf(
      sender().send(
        byteRequest(`${server.origin}${secretPath}`, pseudoRandomBytes(10), { source }),
      ),
    );

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "none", retryable: true });
    expect(openReaders()).toBe(0);
  });

  it("says that nothing was sent when the handshake fails", async () => {
    const server = await started(serve(createTcpServer((socket) => socket.end("no TLS here\r\n"))));

    const error = await failureOf(
      sender().send(
        byteRequest(
          `${server.origin.replace("http:", "https:")}${secretPath}`,
          pseudoRandomBytes(10),
        ),
      ),
    );

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "none" });
  });

  it.each([
    ["at the first bytes", 0],
    ["in the middle", 3 * mebibyte],
  ])("says that bytes may have arrived when it is reset %s", async (_, afterBytes) => {
    const server = await started(
      serve(
        createTcpServer((socket) => {
          let readBytes = 0;
          socket.on("data", (chunk) => {
            readBytes += chunk.byteLength;
            if (readBytes > afterBytes) socket.resetAndDestroy();
          });
        }),
      ),
    );
    const { source, openReaders } = sourceOf(16 * mebibyte, () => ({
      read: async (target) => target.byteLength,
    }));

    const error = await failureOf(
      sender().send(
        byteRequest(`${server.origin}${secretPath}`, pseudoRandomBytes(1), {
          source,
          range: { offsetBytes: 0, lengthBytes: 16 * mebibyte },
        }),
      ),
    );

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "possible" });
    expect(openReaders()).toBe(0);
  });

  it.each([
    ["with a reset", (server: { reset(): void }) => server.reset()],
    ["with an end", (server: { end(): void }) => server.end()],
  ])("says that the bytes may have arrived when it ends after the body %s", async (_, how) => {
    const server = await started(
      startLoopbackServer(async (request) => {
        await readBody(request);
        how({ reset: () => request.socket.resetAndDestroy(), end: () => request.socket.end() });
      }),
    );

    const error = await failureOf(
      sender().send(byteRequest(`${server.origin}${secretPath}`, pseudoRandomBytes(2 * mebibyte))),
    );

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "possible" });
  });

  it("says that the bytes may have arrived when it ends inside the answer", async () => {
    const server = await started(
      startLoopbackServer(async (request, response) => {
        await readBody(request);
        response.writeHead(200, { "content-length": "100" });
        response.write("half", () => request.socket.destroy());
      }),
    );

    const error = await failureOf(sender().send(byteRequest(server.origin, pseudoRandomBytes(10))));

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "possible" });
  });

  it("says that the bytes may have arrived when the answer is no HTTP", async () => {
    const server = await started(
      serve(
        createTcpServer((socket) =>
          socket.once("data", () => socket.end("canary not http\r\n\r\n")),
        ),
      ),
    );

    const error = await failureOf(sender().send(byteRequest(server.origin, pseudoRandomBytes(10))));

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "possible" });
  });

  it("is given up when the server stops reading", async () => {
    const server = await started(serve(createTcpServer((socket) => socket.pause())));
    const bytes = pseudoRandomBytes(24 * mebibyte);

    const error = await failureOf(
      sender(200).send(byteRequest(`${server.origin}${secretPath}`, bytes)),
    );

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "possible" });
  });

  it("is given up when the server never answers", async () => {
    const server = await started(startLoopbackServer((request) => void request.resume()));

    const error = await failureOf(
      sender(150).send(byteRequest(server.origin, pseudoRandomBytes(10))),
    );

    expect(error).toMatchObject({ code: "platform_unavailable", effect: "possible" });
  });

  it("does not stand in the way of the next request", async () => {
    let calls = 0;
    const bytes = pseudoRandomBytes(4 * mebibyte);
    const received: Buffer[] = [];
    const server = await started(
      startLoopbackServer(async (request, response) => {
        calls += 1;
        if (calls % 2 === 1) {
          request.socket.resetAndDestroy();
          return;
        }
        received.push(await readBody(request));
        response.end();
      }),
    );
    const one = sender();

    for (let round = 0; round < 5; round += 1) {
      await failureOf(one.send(byteRequest(server.origin, bytes)));
      expect(await one.send(byteRequest(server.origin, bytes))).toMatchObject({ status: 200 });
    }

    expect(received).toHaveLength(5);
    for (const body of received) expect(body.equals(bytes)).toBe(true);
  });
});
