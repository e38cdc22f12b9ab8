import { createHash } from "node:crypto";
import { connect } from "node:net";
import { mediaFile } from "@upload-post/test-media";
import { Upload } from "tus-js-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia, until } from "../../../test/create-test-media";
import { withDatabases } from "../../../test/test-databases";
import { sweepMedia } from "../sweeping/sweep-media";

const DAY_MS = 24 * 60 * 60 * 1000;
const { sha256, sizeBytes } = mediaFile("vertical-h264-aac.mp4");

withDatabases("upload links", (engine) => {
  let test: TestMedia;
  let video: Buffer;
  beforeAll(async () => {
    test = await createTestMedia(engine, {
      MEDIA_MAX_BYTES: "1000000",
      MEDIA_STORAGE_BYTES: "2000000",
    });
    video = await contents("vertical-h264-aac.mp4");
  });
  afterAll(async () => test.close());
  afterEach(async () => {
    // Whatever a test left is old a day later: every link and every file can be cleaned away.
    test.gateway.clock.advance(2 * DAY_MS);
    await sweepMedia(test.media.dependencies);
    expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
  });

  async function link(fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
    const json = { size_bytes: sizeBytes, type: "video/mp4", ...fields };
    const path = "/v1/media/uploads";
    const response = await test.gateway.request(path, { method: "POST", json, headers });
    const made = await readJson(response, 201);
    const url = new URL(String(made.upload_url));
    return { made, id: String(made.media_id), url: `${test.origin}${url.pathname}` };
  }
  const patch = (url: string, offset: number, body: Buffer, headers: Record<string, string> = {}) =>
    fetch(url, {
      method: "PATCH",
      headers: {
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Upload-Offset": String(offset),
        ...headers,
      },
      body: Uint8Array.from(body),
    });
  const put = (url: string, body: Buffer, headers: Record<string, string> = {}) =>
    fetch(url, { method: "PUT", headers, body: Uint8Array.from(body) });
  const offsetOf = async (url: string) => {
    const head = await fetch(url, { method: "HEAD" });
    return head.status === 200 ? Number(head.headers.get("upload-offset")) : head.status;
  };
  const media = async (id: string) => readJson(await test.gateway.request(`/v1/media/${id}`), 200);
  const problem = async (response: Response, status: number) =>
    (await readJson(response, status)).code;

  describe("are made", () => {
    it("secret, one-time, for a day, and book the bytes of their file", async () => {
      const { made, id } = await link();
      expect(made).toMatchObject({ protocol: "tus" });
      expect(String(made.upload_url)).toMatch(/^http:\/\/localhost:8787\/uploads\/[\w-]{43}$/);
      expect(await test.remains()).toMatchObject({ rows: 1, reservedBytes: sizeBytes });
      expect(await media(id)).toMatchObject({ status: "uploading", expires_at: made.expires_at });
      const token = String(made.upload_url).split("/").at(-1) ?? "";
      expect(test.gateway.logLines.join()).not.toContain(token);
      const { database } = test.media.dependencies;
      const rows = await database.kysely.selectFrom("media_uploads").selectAll().execute();
      expect(JSON.stringify(rows)).not.toContain(token);
    });

    it("again the same for the same Idempotency-Key", async () => {
      const key = { "Idempotency-Key": "link-1" };
      const first = await link({}, key);
      expect((await link({}, key)).made).toEqual(first.made);
      const other = await test.gateway.request("/v1/media/uploads", {
        method: "POST",
        json: { size_bytes: 5, type: "video/mp4" },
        headers: key,
      });
      expect(await problem(other, 422)).toBe("idempotency_key_reused");
    });

    it.each([
      [{ size_bytes: 0 }, 400, "/size_bytes"],
      [{ size_bytes: 1.5 }, 400, "/size_bytes"],
      [{ type: "text/plain" }, 400, "/type"],
      [{ sha256: "abc" }, 400, "/sha256"],
      [{ name: "v.mp4" }, 400, "/name"],
    ])("only from a good request: %j", async (fields, status, path) => {
      const json = { size_bytes: sizeBytes, type: "video/mp4", ...fields };
      const response = await test.gateway.request("/v1/media/uploads", { method: "POST", json });
      expect((await readJson(response, status)).errors).toMatchObject([{ path }]);
    });

    it("within the limits of a file and of the store", async () => {
      const ask = (size_bytes: number) =>
        test.gateway.request("/v1/media/uploads", {
          method: "POST",
          json: { size_bytes, type: "video/mp4" },
        });
      expect(await problem(await ask(1_000_001), 413)).toBe("payload_too_large");
      expect((await ask(1_000_000)).status).toBe(201);
      expect((await ask(1_000_000)).status).toBe(201);
      expect(await problem(await ask(1), 507)).toBe("storage_full");
    });
  });

  describe("take the whole file by PUT", () => {
    it("once", async () => {
      const { id, url } = await link({ sha256 });
      const made = await readJson(await put(url, video, { "Content-Type": "video/mp4" }), 200);
      expect(made).toMatchObject({ id, status: "ready", sha256, size_bytes: sizeBytes });
      expect(await media(id)).toEqual(made);
      expect(await problem(await put(url, video), 410)).toBe("link_expired");
      expect(await problem(await patch(url, 0, video), 410)).toBe("link_expired");
      expect(await offsetOf(url)).toBe(sizeBytes);
    });

    it.each([
      ["too short", (bytes: Buffer) => bytes.subarray(1), {}, 400, "length_mismatch"],
      ["too long", (bytes: Buffer) => Buffer.concat([bytes, bytes]), {}, 400, "length_mismatch"],
      [
        "of another type",
        (bytes: Buffer) => bytes,
        { "Content-Type": "image/png" },
        415,
        "media_type_mismatch",
      ],
      ["of other bytes", () => Buffer.alloc(sizeBytes), {}, 415, "media_type_mismatch"],
      [
        "with a wrong digest",
        (bytes: Buffer) => bytes,
        { "Content-Digest": `sha-256=:${digest("x")}:` },
        422,
        "digest_mismatch",
      ],
      [
        "compressed",
        (bytes: Buffer) => bytes,
        { "Content-Encoding": "gzip" },
        415,
        "unsupported_media_type",
      ],
    ] as const)(
      "but none that is %s; then the right one",
      async (_name, change, headers, status, code) => {
        const { url } = await link();
        expect(await problem(await put(url, change(video), headers), status)).toBe(code);
        expect(await offsetOf(url)).toBe(0);
        expect((await put(url, video)).status).toBe(200);
      },
    );

    it("but none that is not the one the link was made for", async () => {
      const { url } = await link({ sha256: createHash("sha256").update("other").digest("hex") });
      expect(await problem(await put(url, video), 422)).toBe("digest_mismatch");
      expect((await test.remains()).files).toBe(0);
    });

    it("but none that cannot be read", async () => {
      const corrupt = await contents("corrupt.mp4");
      const { url } = await link({ size_bytes: corrupt.length });
      expect(await problem(await put(url, corrupt), 422)).toBe("media_unreadable");
      expect((await test.remains()).files).toBe(0);
    });
  });

  describe("speak tus", () => {
    it("as a client of the standard does, in pieces", async () => {
      const { id, url } = await link({ sha256 });
      await new Promise<void>((resolve, reject) => {
        new Upload(video, {
          uploadUrl: url,
          chunkSize: 100_000,
          onSuccess: () => resolve(),
          onError: reject,
        }).start();
      });
      expect(await media(id)).toMatchObject({ status: "ready", sha256 });
    });

    it("and say so", async () => {
      const { url } = await link();
      const options = await fetch(url, { method: "OPTIONS" });
      expect(options.status).toBe(204);
      expect(options.headers.get("tus-version")).toBe("1.0.0");
      expect(options.headers.get("tus-extension")).toBe("checksum,expiration,termination");
      expect(options.headers.get("tus-max-size")).toBe("1000000");
      const head = await fetch(url, { method: "HEAD" });
      expect(head.headers.get("tus-resumable")).toBe("1.0.0");
      expect(head.headers.get("upload-length")).toBe(String(sizeBytes));
      expect(head.headers.get("cache-control")).toBe("no-store");
      expect(Date.parse(head.headers.get("upload-expires") ?? "")).toBeGreaterThan(0);
    });

    it("and go on where a connection broke", async () => {
      const { id, url } = await link({ sha256 });
      const socket = connect(test.port, "127.0.0.1");
      socket.write(
        `PATCH ${new URL(url).pathname} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n` +
          `Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n` +
          `Content-Length: ${sizeBytes}\r\n\r\n`,
      );
      socket.write(video.subarray(0, 123_456));
      await until(async () => (await test.remains()).files === 1);
      expect(await problem(await patch(url, 0, video), 423)).toBe("upload_locked");
      await new Promise<void>((resolve) => socket.end(resolve));
      socket.destroy();
      await until(async () => (await offsetOf(url)) === 123_456);
      const last = await patch(url, 123_456, video.subarray(123_456));
      expect(last.status).toBe(204);
      expect(last.headers.get("upload-offset")).toBe(String(sizeBytes));
      expect(await media(id)).toMatchObject({ status: "ready", sha256 });
    });

    it("and go on where a crash left the store, before and after the file was finished", async () => {
      const { id, url } = await link();
      const { database, storage } = test.media.dependencies;
      const dies = async (changes: { epoch: number; offset: number }) => {
        const row = {
          epoch: changes.epoch,
          writer: "dead",
          writer_until: test.gateway.clock.now(),
        };
        await database.kysely.updateTable("media").set(row).where("id", "=", id).execute();
        await database.kysely
          .updateTable("media_uploads")
          .set({ offset_bytes: changes.offset })
          .where("media_id", "=", id)
          .execute();
      };
      // Less is on the disk than is written down.
      const part = await storage.createPart({ id, epoch: 1 });
      await part.append([video.subarray(0, 1000)]);
      await part.flush();
      await part.close();
      await dies({ epoch: 1, offset: 5000 });
      expect(await offsetOf(url)).toBe(1000);
      expect((await patch(url, 1000, video.subarray(1000, 3000))).status).toBe(204);

      // The file was whole, and nobody was told.
      const whole = await storage.createPart({ id, epoch: 3 });
      await whole.append([video]);
      await whole.flush();
      await whole.close();
      await storage.finish({ id, epoch: 3 });
      await dies({ epoch: 3, offset: sizeBytes - 1 });
      const offset = await offsetOf(url);
      expect(offset).toBe(sizeBytes - 1);
      expect((await patch(url, offset, video.subarray(offset))).status).toBe(204);
      expect(await media(id)).toMatchObject({ status: "ready", sha256 });
    });

    it("and check the digest of a piece", async () => {
      const { id, url } = await link();
      const [one, two] = [video.subarray(0, 5000), video.subarray(5000)];
      const checksum = (bytes: Buffer | string) => ({
        "Upload-Checksum": `sha256 ${digest(bytes)}`,
      });
      expect((await patch(url, 0, one, checksum(one))).status).toBe(204);
      expect(await problem(await patch(url, 5000, two, checksum("x")), 460)).toBe(
        "digest_mismatch",
      );
      expect(await offsetOf(url)).toBe(5000);
      const header = { "Content-Digest": `sha-256=:${digest("x")}:` };
      expect(await problem(await patch(url, 5000, two, header), 460)).toBe("digest_mismatch");
      expect((await patch(url, 5000, two, checksum(two))).status).toBe(204);
      expect(await media(id)).toMatchObject({ status: "ready", sha256 });
    });

    it("and begin anew when the whole is not what it should be", async () => {
      const { url } = await link({ sha256: createHash("sha256").update("other").digest("hex") });
      expect((await patch(url, 0, video.subarray(0, 5000))).status).toBe(204);
      expect(await problem(await patch(url, 5000, video.subarray(5000)), 460)).toBe(
        "digest_mismatch",
      );
      expect(await offsetOf(url)).toBe(0);
    });

    it("and refuse another type with the first bytes", async () => {
      const { url } = await link({ type: "video/webm" });
      const response = await patch(url, 0, video.subarray(0, 5000));
      expect(await problem(response, 415)).toBe("media_type_mismatch");
      expect(await offsetOf(url)).toBe(0);
    });

    it.each([
      [{ "Tus-Resumable": "0.2.2" }, 412, "protocol_mismatch"],
      [{ "Content-Type": "video/mp4" }, 415, "unsupported_media_type"],
      [{ "Upload-Offset": "-1" }, 400, "invalid_request"],
      [{ "Upload-Offset": "7" }, 409, "offset_mismatch"],
      [{ "Upload-Offset": String(sizeBytes) }, 400, "length_mismatch"],
      [{ "Upload-Checksum": "md5 abc" }, 400, "invalid_request"],
      [{ "Content-Encoding": "br" }, 415, "unsupported_media_type"],
    ])("and refuse a PATCH with %j", async (headers, status, code) => {
      const { url } = await link();
      const body = video.subarray(0, 10);
      expect(await problem(await patch(url, 0, body, headers), status)).toBe(code);
      expect(await offsetOf(url)).toBe(0);
    });

    it("and keep a chunked body that is too long out", async () => {
      const { url } = await link({ size_bytes: 5000 });
      const response = await fetch(url, {
        method: "PATCH",
        headers: {
          "Tus-Resumable": "1.0.0",
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": "0",
        },
        body: new Blob([Uint8Array.from(video)]).stream(),
        duplex: "half",
      });
      expect(await problem(response, 400)).toBe("length_mismatch");
    });

    it("and can be given up", async () => {
      const { id, url } = await link();
      await patch(url, 0, video.subarray(0, 5000));
      expect((await fetch(url, { method: "DELETE" })).status).toBe(204);
      expect(await offsetOf(url)).toBe(404);
      expect(await problem(await patch(url, 0, video), 404)).toBe("not_found");
      expect((await test.gateway.request(`/v1/media/${id}`)).status).toBe(404);
      expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
    });
  });

  it("end after a day, used or not", async () => {
    const { url } = await link();
    await patch(url, 0, video.subarray(0, 5000));
    test.gateway.clock.advance(DAY_MS);
    expect(await offsetOf(url)).toBe(404);
    expect(await problem(await put(url, video), 404)).toBe("not_found");
  });

  it("do not let a deleted media be sent on", async () => {
    const { id, url } = await link();
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    expect(await problem(await put(url, video), 404)).toBe("not_found");
  });
});

function digest(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("base64");
}
