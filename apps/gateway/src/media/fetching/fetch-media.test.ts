import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mediaFile } from "@upload-post/test-media";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia, until } from "../../../test/create-test-media";
import { withDatabases } from "../../../test/test-databases";
import { fetchMedia } from "./fetch-media";
import { sweepFetches } from "./sweep-fetches";

withDatabases("adding media by a URL", (engine) => {
  let test: TestMedia;
  let server: Server;
  let origin: string;
  let video: Buffer;
  let requests = 0;
  let answer: RequestListener;
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests += 1;
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    origin = `http://127.0.0.1:${port}`;
    test = await createTestMedia(engine, {
      OUTBOUND_ALLOW: `127.0.0.1:${port}`,
      MEDIA_MAX_BYTES: "1000000",
      MEDIA_STORAGE_BYTES: "2000000",
    });
    video = await contents("vertical-h264-aac.mp4");
  });
  afterAll(async () => {
    await test.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => {
    requests = 0;
    answer = (_request, response) =>
      response.writeHead(200, { "Content-Type": "video/mp4" }).end(video);
  });

  const ask = (json: unknown, headers: Record<string, string> = {}) =>
    test.gateway.request("/v1/media", { method: "POST", json, headers });
  const media = async (id: string) => readJson(await test.gateway.request(`/v1/media/${id}`), 200);
  const signal = new AbortController().signal;
  const work = (id: string, stop = signal) => fetchMedia(test.media.dependencies, id, stop);

  async function asked(path = "/video.mp4"): Promise<string> {
    const made = await readJson(await ask({ url: `${origin}${path}` }), 202);
    expect(made).toMatchObject({ status: "fetching", error: null, size_bytes: null });
    return String(made.id);
  }
  async function failed(id: string, code: string) {
    const row = await media(id);
    expect(row).toMatchObject({ status: "failed", error: { code } });
    const { files } = await test.remains();
    const { database } = test.media.dependencies;
    const kept = await database.kysely
      .selectFrom("media")
      .select("reserved_bytes")
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    expect({ reserved: Number(kept.reserved_bytes) }).toEqual({ reserved: 0 });
    expect(files).toBe(readyFiles);
    return row;
  }
  let readyFiles = 0;
  async function ready(id: string) {
    readyFiles += 1;
    const { sha256, sizeBytes } = mediaFile("vertical-h264-aac.mp4");
    expect(await media(id)).toMatchObject({ status: "ready", sha256, size_bytes: sizeBytes });
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    readyFiles -= 1;
  }

  it("answers at once and fetches in the background", async () => {
    const id = await asked("/video.mp4?signature=hidden");
    await work(id);
    await ready(id);
    const { database } = test.media.dependencies;
    expect(await database.kysely.selectFrom("media_fetches").selectAll().execute()).toEqual([]);
    expect(test.gateway.logLines.join()).not.toContain("hidden");
  });

  it("keeps the URL sealed while it waits", async () => {
    const id = await asked("/video.mp4?signature=hidden");
    const { database } = test.media.dependencies;
    const rows = await database.kysely.selectFrom("media_fetches").selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/hidden|video\.mp4/);
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    await work(id);
    expect(requests).toBe(0);
  });

  it.each([
    ["http://127.0.0.1/v.mp4"],
    ["http://169.254.169.254/latest/meta-data"],
    ["https://[::1]/v.mp4"],
    ["https://example.com:8443/v.mp4"],
    ["ftp://example.com/v.mp4"],
    ["https://user:password@example.com/v.mp4"],
    ["no url"],
  ])("refuses %s at once", async (url) => {
    const problem = await readJson(await ask({ url }), 422);
    expect(problem).toMatchObject({ code: "url_not_allowed", errors: [{ path: "/url" }] });
    expect(JSON.stringify(problem)).not.toContain("password@");
  });

  it.each([
    [{}, "/url"],
    [{ url: 5 }, "/url"],
    [{ url: "" }, "/url"],
    [{ url: "https://example.com/v.mp4", type: "video/mp4" }, "/type"],
  ])("refuses the body %j", async (body, path) => {
    const problem = await readJson(await ask(body), 400);
    expect(problem).toMatchObject({ code: "invalid_request", errors: [{ path }] });
  });

  it("refuses a name that leads to a private address, when it is fetched", async () => {
    const made = await readJson(await ask({ url: "http://localhost/v.mp4" }), 202);
    await work(String(made.id));
    const row = await failed(String(made.id), "url_not_allowed");
    expect(JSON.stringify(row)).not.toContain("127.0.0.1");
  });

  it("refuses to be redirected to a private address", async () => {
    answer = (_request, response) =>
      response.writeHead(302, { Location: "http://127.0.0.1:1/v.mp4" }).end();
    const id = await asked();
    await work(id);
    await failed(id, "url_not_allowed");
  });

  it("follows a redirect to an allowed address", async () => {
    answer = (request, response) => {
      if (request.url === "/final") response.writeHead(200).end(video);
      else response.writeHead(302, { Location: "/final" }).end();
    };
    const id = await asked();
    await work(id);
    await ready(id);
  });

  it.each([
    ["404", 404, { "Content-Type": "text/html" }, "<h1>gone", "media_fetch_failed"],
    [
      "a page instead of a video",
      200,
      { "Content-Type": "text/html" },
      "<h1>Sign in",
      "unsupported_media_type",
    ],
    [
      "another type than it says",
      200,
      { "Content-Type": "image/png" },
      "VIDEO",
      "media_type_mismatch",
    ],
    ["nothing", 200, {}, "", "invalid_request"],
    ["too long a body, declared", 200, { "Content-Length": "1000001" }, "", "payload_too_large"],
  ])("fails for good on %s", async (_name, status, headers, text, code) => {
    answer = (_request, response) => {
      const body = text === "VIDEO" ? video : Buffer.from(text);
      response.writeHead(status, headers);
      if (body.length > 0 || !("Content-Length" in headers)) response.end(body);
      else response.flushHeaders();
    };
    const id = await asked();
    await work(id);
    await failed(id, code);
    expect(requests).toBe(1);
  });

  it("fails for good on a body that never ends", async () => {
    answer = (_request, response) => {
      response.writeHead(200, { "Content-Type": "video/mp4" });
      response.write(video);
      const rest = Buffer.alloc(100_000);
      const more = () => {
        if (!response.destroyed) response.write(rest, more);
      };
      more();
    };
    const id = await asked();
    await work(id);
    await failed(id, "payload_too_large");
  });

  it.each([
    ["a 503", (response: Parameters<RequestListener>[1]) => response.writeHead(503).end()],
    ["a reset", (response: Parameters<RequestListener>[1]) => response.destroy()],
    [
      "half a body",
      (response: Parameters<RequestListener>[1]) => {
        response.writeHead(200, { "Content-Length": String(video.length) });
        response.write(video.subarray(0, 50_000), () => response.destroy());
      },
    ],
  ])("tries again after %s, and gives up after three attempts", async (_name, fail) => {
    answer = (_request, response) => fail(response);
    const id = await asked();
    await work(id);
    expect(await media(id)).toMatchObject({ status: "fetching" });
    expect(await test.remains()).toMatchObject({ files: 0, reservedBytes: 0 });
    await work(id);
    expect(requests).toBe(1);
    test.gateway.clock.advance(10_000);
    await work(id);
    test.gateway.clock.advance(60_000);
    await work(id);
    expect(requests).toBe(3);
    await failed(id, "media_fetch_failed");
  });

  it("succeeds when a later attempt does", async () => {
    const good = answer;
    answer = (_request, response) => response.writeHead(503).end();
    const id = await asked();
    await work(id);
    answer = good;
    test.gateway.clock.advance(10_000);
    await work(id);
    await ready(id);
  });

  it("is done by one worker at a time", async () => {
    const id = await asked();
    await Promise.all([work(id), work(id), work(id)]);
    expect(requests).toBe(1);
    await ready(id);
  });

  it("does not count an attempt that the gateway's own end cut off", async () => {
    answer = () => {};
    const id = await asked();
    const stop = new AbortController();
    const attempt = work(id, stop.signal);
    await until(async () => requests === 1);
    stop.abort();
    await attempt;
    answer = (_request, response) => response.writeHead(200).end(video);
    await work(id);
    await ready(id);
  });

  it("wakes what the queue forgot", async () => {
    const id = await asked();
    expect(await sweepFetches(test.media.dependencies)).toBe(0);
    test.gateway.clock.advance(10_000);
    expect(await sweepFetches(test.media.dependencies)).toBe(1);
    await work(id);
    await ready(id);
    expect(await sweepFetches(test.media.dependencies)).toBe(0);
  });

  it("repeats for the same Idempotency-Key what became of the first call", async () => {
    const key = { "Idempotency-Key": "fetch-1" };
    const url = `${origin}/video.mp4`;
    const first = await readJson(await ask({ url }, key), 202);
    await work(String(first.id));
    const again = await ask({ url }, key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await readJson(again, 201)).toMatchObject({ id: first.id, status: "ready" });
    expect((await ask({ url: `${url}?other` }, key)).status).toBe(422);
    await ready(String(first.id));
  });
});
