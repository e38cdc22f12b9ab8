import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { byteRequest, sourceOf } from "../../test/byte-request";
import { type LoopbackServer, readBody, startLoopbackServer } from "../../test/loopback-server";
import { pseudoRandomBytes } from "../../test/pseudo-random-bytes";
import type { ByteSender } from "./byte-sender";
import { createNodeByteSender } from "./create-node-byte-sender";

const mebibyte = 1024 * 1024;
const cleanups: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

function sender(idleTimeoutMs = 10_000): ByteSender {
  const made = createNodeByteSender({ idleTimeoutMs });
  cleanups.push(() => made.close());
  return made;
}

type Seen = { headers: IncomingHttpHeaders; body: Buffer; url: string; method: string };

/** A server that keeps what it gets and says `201`. */
async function sink(): Promise<LoopbackServer & { readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = await startLoopbackServer(async (request, response) => {
    const body = await readBody(request);
    seen.push({
      headers: request.headers,
      body,
      url: request.url ?? "",
      method: request.method ?? "",
    });
    response.writeHead(201, { etag: '"abc"', "Set-Cookie": ["a=1", "b=2"] }).end("stored");
  });
  cleanups.push(() => server.close());
  return { ...server, seen };
}

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("the bytes that arrive", () => {
  const bytes = pseudoRandomBytes(5 * mebibyte + 3);

  it.each([
    1,
    2,
    65_535,
    65_536,
    mebibyte - 1,
    mebibyte,
    mebibyte + 1,
    2 * mebibyte - 1,
    2 * mebibyte,
    2 * mebibyte + 1,
    3 * mebibyte,
    5 * mebibyte + 3,
  ])("are exactly those of a range of %i bytes", async (lengthBytes) => {
    const server = await sink();
    let told = 0;

    const response = await sender().send(
      byteRequest(`${server.origin}/upload?token=canary`, bytes.subarray(0, lengthBytes), {
        headers: { "content-type": "video/mp4", "content-range": "bytes 0-" },
        onBytesSent: (sent) => {
          told += sent;
        },
      }),
    );

    const [seen] = server.seen;
    expect(seen?.body.byteLength).toBe(lengthBytes);
    expect(digest(seen?.body ?? new Uint8Array())).toBe(digest(bytes.subarray(0, lengthBytes)));
    expect(seen).toMatchObject({ method: "PUT", url: "/upload?token=canary" });
    expect(seen?.headers).toMatchObject({
      "content-length": String(lengthBytes),
      "content-type": "video/mp4",
      "content-range": "bytes 0-",
    });
    expect(seen?.headers["transfer-encoding"]).toBeUndefined();
    expect(told).toBe(lengthBytes);
    expect(response).toMatchObject({
      status: 201,
      body: "stored",
      headers: { etag: '"abc"', "set-cookie": "a=1, b=2" },
    });
  });

  it.each([
    [0, 1],
    [1, 0],
    [7, mebibyte],
    [mebibyte, 7],
    [mebibyte - 1, 2 * mebibyte + 2],
    [3 * mebibyte, 2 * mebibyte + 3],
  ])("begin at offset %i and are %i long", async (offsetBytes, lengthBytes) => {
    const server = await sink();

    await sender().send(byteRequest(server.origin, bytes, { range: { offsetBytes, lengthBytes } }));

    const expected = bytes.subarray(offsetBytes, offsetBytes + lengthBytes);
    expect(digest(server.seen[0]?.body ?? new Uint8Array())).toBe(digest(expected));
  });

  it.each([
    [0, 0],
    [1, 0],
    [0, 1],
    [200, 70],
    [100_000, 3],
  ])("stand between a prefix of %i and a suffix of %i bytes", async (before, after) => {
    const server = await sink();
    const prefix = pseudoRandomBytes(before, 2);
    const suffix = pseudoRandomBytes(after, 3);

    await sender().send(
      byteRequest(server.origin, bytes.subarray(0, mebibyte + 1), { prefix, suffix }),
    );

    const body = server.seen[0]?.body ?? Buffer.alloc(0);
    const expected = Buffer.concat([prefix, bytes.subarray(0, mebibyte + 1), suffix]);
    expect(body.equals(expected)).toBe(true);
    expect(server.seen[0]?.headers["content-length"]).toBe(String(expected.byteLength));
  });

  it("do not depend on how much the source gives at a time", async () => {
    const server = await sink();
    const { source } = sourceOf(bytes.byteLength, (offsetBytes) => {
      let position = offsetBytes;
      return {
        async read(target) {
          const lengthBytes = Math.min(target.byteLength, 1 + (position % 9_973));
          target.set(bytes.subarray(position, position + lengthBytes));
          position += lengthBytes;
          return lengthBytes;
        },
      };
    });

    await sender().send(byteRequest(server.origin, bytes, { source }));

    expect(digest(server.seen[0]?.body ?? new Uint8Array())).toBe(digest(bytes));
  });
});

describe("connections", () => {
  it("are used again for the next part", async () => {
    const server = await sink();
    const one = sender();
    const bytes = pseudoRandomBytes(mebibyte);

    for (let part = 0; part < 5; part += 1) await one.send(byteRequest(server.origin, bytes));

    expect(server.seen).toHaveLength(5);
    expect(server.sockets).toHaveLength(1);
  });

  it("carry eight transfers at a time without mixing their bytes, and leave no descriptor open", async () => {
    const server = await sink();
    const one = sender();
    const descriptors = () => readdirSync("/proc/self/fd").length;
    await one.send(byteRequest(server.origin, pseudoRandomBytes(1)));
    const before = descriptors();

    for (let round = 0; round < 4; round += 1) {
      await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const bytes = pseudoRandomBytes(2 * mebibyte + index * 77_777, 10 + index);
          await one.send(byteRequest(`${server.origin}/${digest(bytes)}`, bytes));
        }),
      );
    }

    const transfers = server.seen.slice(1);
    expect(transfers).toHaveLength(32);
    for (const { url, body } of transfers) expect(`/${digest(body)}`).toBe(url);
    // At most eight kept-alive connections, each with both of its ends in this process.
    expect(descriptors() - before).toBeLessThanOrEqual(16);
    one.close();
    await server.close();
    expect(descriptors()).toBeLessThanOrEqual(before);
  });
});

describe("an answer", () => {
  it.each([0, 65_535, 65_536, 65_537, 3_000_000])(
    "of %i bytes is given with its first 64 KiB",
    async (lengthBytes) => {
      const server = await startLoopbackServer(async (request, response) => {
        await readBody(request);
        response.writeHead(200).end(Buffer.alloc(lengthBytes, "x"));
      });
      cleanups.push(() => server.close());

      const response = await sender().send(byteRequest(server.origin, pseudoRandomBytes(10)));

      expect(response.status).toBe(200);
      expect(response.body).toBe("x".repeat(Math.min(lengthBytes, 65_536)));
    },
  );

  it("that never ends is cut after 64 KiB", async () => {
    const server = await startLoopbackServer(async (request, response) => {
      await readBody(request);
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
      };
      response.on("drain", more);
      more();
    });
    cleanups.push(() => server.close());

    const response = await sender().send(byteRequest(server.origin, pseudoRandomBytes(10)));

    expect(response.body).toHaveLength(65_536);
  });

  it("that drips is given up after the idle limit", async () => {
    const server = await startLoopbackServer(async (request, response) => {
      await readBody(request);
      response.writeHead(200);
      const drip = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(drip));
    });
    cleanups.push(() => server.close());

    await expect(
      sender(150).send(byteRequest(server.origin, pseudoRandomBytes(10))),
    ).rejects.toMatchObject({ code: "platform_unavailable", effect: "possible" });
  });

  it.each([
    ["begins", (response: ServerResponse) => response.writeHead(200).write("got ")],
    ["is complete", (response: ServerResponse) => response.writeHead(200).end("got it")],
  ])("of 2xx that %s before the end of the body does not end the body", async (_, answer) => {
    const bytes = pseudoRandomBytes(16 * mebibyte);
    let received = "";
    const server = await startLoopbackServer(async (request, response) => {
      answer(response);
      received = digest(await readBody(request));
      if (!response.writableEnded) response.end("it");
    });
    cleanups.push(() => server.close());

    const response = await sender().send(byteRequest(server.origin, bytes));

    expect(response).toMatchObject({ status: 200, body: "got it" });
    await expect.poll(() => received).toBe(digest(bytes));
  });
});
