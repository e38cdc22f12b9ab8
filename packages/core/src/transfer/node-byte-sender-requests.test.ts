import { afterEach, describe, expect, it } from "vitest";
import { byteRequest, sourceOf } from "../../test/byte-request";
import { failureOf } from "../../test/failure-of";
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

async function started(server: Promise<LoopbackServer>): Promise<LoopbackServer> {
  const running = await server;
  cleanups.push(() => running.close());
  return running;
}

describe("an abort", () => {
  it("before the request rejects with its reason and opens nothing", async () => {
    const { source, openReaders } = sourceOf(10, () => ({ read: async () => 10 }));
    const reason = new Error("shutting down");

    const sending = sender().send(
      byteRequest("http://127.0.0.1:9/", pseudoRandomBytes(10), {
        source,
        signal: AbortSignal.abort(reason),
      }),
    );

    await expect(sending).rejects.toBe(reason);
    expect(openReaders()).toBe(0);
  });

  it.each([
    ["in the middle of the body", false],
    ["while waiting for the answer", true],
  ])("%s ends promptly with its reason", async (_, readsAll) => {
    const controller = new AbortController();
    const reason = new Error("lost the lease");
    const server = await started(
      startLoopbackServer(async (request) => {
        const reading = readBody(request).catch(() => undefined);
        if (readsAll) await reading;
        controller.abort(reason);
      }),
    );

    const sending = sender(60_000).send(
      byteRequest(server.origin, pseudoRandomBytes(16 * mebibyte), { signal: controller.signal }),
    );

    await expect(sending).rejects.toBe(reason);
    await expect.poll(() => server.openSockets()).toBe(0);
  });
});

describe("a media source", () => {
  async function sendFrom(read: (target: Uint8Array, call: number) => Promise<number>) {
    const bodies: number[] = [];
    const server = await started(
      startLoopbackServer((request) => {
        request.on("data", (chunk) => bodies.push(chunk.byteLength));
        request.on("error", () => undefined);
      }),
    );
    let calls = 0;
    const { source, openReaders } = sourceOf(5 * mebibyte, () => ({
      read(target) {
        calls += 1;
        return read(target, calls);
      },
    }));
    const error = await failureOf(
      sender().send(
        byteRequest(server.origin, pseudoRandomBytes(1), {
          source,
          range: { offsetBytes: 0, lengthBytes: 5 * mebibyte },
        }),
      ),
    );
    expect(openReaders()).toBe(0);
    return error;
  }

  it.each([1, 2, 3])("that ends at read %i is a rejected media", async (end) => {
    const error = await sendFrom(async (target, call) => (call >= end ? 0 : target.byteLength));

    expect(error).toMatchObject({ code: "media_rejected", rule: "source_changed", effect: "none" });
  });

  it.each([1, 2, 3])("that throws at read %i is a storage to wait for", async (end) => {
    const error = await sendFrom(async (target, call) => {
      if (call >= end) throw Object.assign(new Error("read /home/canary/x"), { code: "EIO" });
      return target.byteLength;
    });

    expect(error).toMatchObject({ code: "storage_unavailable", retryable: true, effect: "none" });
  });

  it("that does not open is a storage to wait for", async () => {
    const { source } = sourceOf(10, () => ({ read: async () => 10 }));

    const error = await failureOf(
      sender().send(
        byteRequest("http://127.0.0.1:9/", pseudoRandomBytes(10), {
          source: { ...source, open: () => Promise.reject(new Error("open /home/canary")) },
        }),
      ),
    );

    expect(error).toMatchObject({ code: "storage_unavailable", retryable: true });
  });

  it("that does not close does not hide the answer", async () => {
    const server = await started(
      startLoopbackServer(async (request, response) => {
        await readBody(request);
        response.writeHead(201).end();
      }),
    );
    const { source } = sourceOf(10, () => ({ read: async (target) => target.byteLength }));

    const response = await sender().send(
      byteRequest(server.origin, pseudoRandomBytes(10), {
        source: {
          ...source,
          open: async (range, signal) => ({
            ...(await source.open(range, signal)),
            close: () => Promise.reject(new Error("EBADF")),
          }),
        },
      }),
    );

    expect(response.status).toBe(201);
  });
});

describe("a request that cannot be written", () => {
  it.each(["not a url canary", "ftp://127.0.0.1/canary", "http://?canary"])(
    "is a defect of the connector for the address %s",
    async (url) => {
      const error = await failureOf(sender().send(byteRequest(url, pseudoRandomBytes(10))));

      expect(error).toMatchObject({ code: "platform_contract_broken", effect: "none" });
    },
  );

  it("is a defect of the connector for a header with a line break, and closes the source", async () => {
    const { source, openReaders } = sourceOf(10, () => ({ read: async () => 10 }));

    const error = await failureOf(
      sender().send(
        byteRequest("http://127.0.0.1:9/", pseudoRandomBytes(10), {
          source,
          headers: { authorization: "Bearer canary\r\nx: y" },
        }),
      ),
    );

    expect(error).toMatchObject({ code: "platform_contract_broken", effect: "none" });
    expect(openReaders()).toBe(0);
  });
});
