import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJson } from "./create-test-gateway";
import { contents, createTestMedia, type TestMedia, until } from "./create-test-media";

const BODIES = 200;
const HEADERS = 200;

describe("clients that stall", () => {
  let test: TestMedia;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    test = await createTestMedia("embedded", { MEDIA_UPLOADS_PER_KEY: "1000" });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await test.close();
  });

  function open(bytes: string | Uint8Array): {
    readonly answer: () => string;
    isClosed: () => boolean;
  } {
    const socket = connect(test.port, "127.0.0.1");
    sockets.push(socket);
    let answer = "";
    let isClosed = false;
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      isClosed = true;
    });
    socket.write(bytes);
    return { answer: () => answer, isClosed: () => isClosed };
  }

  it("hold neither others nor memory, and are ended; what an upload got is kept", async () => {
    const video = await contents("vertical-h264-aac.mp4");
    const json = { size_bytes: video.length, type: "video/mp4" };
    const path = "/v1/media/uploads";
    const made = await readJson(await test.gateway.request(path, { method: "POST", json }), 201);
    const uploadPath = new URL(String(made.upload_url)).pathname;
    const before = process.memoryUsage();
    const bodies = Array.from({ length: BODIES }, () =>
      open(
        `POST /v1/media HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${test.gateway.adminKey}\r\n` +
          "Content-Type: video/mp4\r\nContent-Length: 1000000\r\n\r\nxx",
      ),
    );
    const headers = Array.from({ length: HEADERS }, () =>
      open("GET /healthz HTTP/1.1\r\nHost: a\r\nX-A: b"),
    );
    const upload = open(
      Buffer.concat([
        Buffer.from(
          `PATCH ${uploadPath} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
            `Content-Type: application/offset+octet-stream\r\nContent-Length: ${video.length}\r\n\r\n`,
        ),
        video.subarray(0, 100_000),
      ]),
    );
    await until(async () => (await test.remains()).rows === BODIES + 1);
    await until(async () => (await test.remains()).files === BODIES + 1);
    const startedAt = performance.now();
    for (let count = 0; count < 20; count += 1) {
      expect((await fetch(`${test.origin}/healthz`)).status).toBe(200);
    }
    expect((performance.now() - startedAt) / 20).toBeLessThan(250);
    const after = process.memoryUsage();
    const grownBytes = after.heapUsed + after.external - before.heapUsed - before.external;
    expect(grownBytes / (BODIES + HEADERS)).toBeLessThan(512 * 1024);

    // The pace is judged by the injected clock: half a minute without a byte has passed.
    test.gateway.clock.advance(31_000);
    await until(async () => bodies.every(({ answer }) => answer().includes("HTTP/1.1 408")));
    await until(async () => upload.answer().includes("HTTP/1.1 408"));
    const head = await fetch(`${test.origin}${uploadPath}`, { method: "HEAD" });
    expect(head.headers.get("upload-offset")).toBe("100000");
    // Of the others nothing is left: neither bytes nor bookings.
    await until(async () => (await test.remains()).rows === 1);
    expect(await test.remains()).toEqual({ files: 1, rows: 1, reservedBytes: video.length });
    // Node's own limit for headers (15 s, looked after every 5) runs on the system's clock.
    await until(async () => headers.every(({ isClosed }) => isClosed()));
  }, 60_000);
});
