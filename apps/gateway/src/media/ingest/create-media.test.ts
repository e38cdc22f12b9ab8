import { createHash } from "node:crypto";
import { request } from "node:http";
import { connect } from "node:net";
import { mediaFile } from "@upload-post/test-media";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia, until } from "../../../test/create-test-media";
import { withDatabases } from "../../../test/test-databases";

const MAX_BYTES = 2_000_000;

withDatabases("adding media by its bytes", (engine) => {
  let test: TestMedia;
  let video: Buffer;
  let photo: Buffer;
  beforeAll(async () => {
    test = await createTestMedia(engine, {
      MEDIA_MAX_BYTES: String(MAX_BYTES),
      MEDIA_STORAGE_BYTES: "4000000",
    });
    video = await contents("vertical-h264-aac.mp4");
    photo = await contents("photo-portrait.jpg");
  });
  afterAll(async () => test.close());
  afterEach(async () => {
    const { database } = test.media.dependencies;
    const ids = await database.kysely
      .selectFrom("media")
      .select("id")
      .where("status", "=", "ready")
      .execute();
    for (const { id } of ids) {
      await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    }
    const { files, reservedBytes } = await test.remains();
    expect({ files, reservedBytes }).toEqual({ files: 0, reservedBytes: 0 });
  });

  /** A refusal that must leave nothing. */
  async function refused(response: Response, status: number, code: string) {
    const problem = await readJson(response, status);
    expect(problem).toMatchObject({ status, code });
    expect((await test.remains()).files).toBe(0);
    expect((await test.remains()).reservedBytes).toBe(0);
    return problem;
  }

  it("answers what the file is", async () => {
    const made = await readJson(await test.upload(video), 201);

    expect(made).toMatchObject({
      status: "ready",
      size_bytes: video.length,
      sha256: mediaFile("vertical-h264-aac.mp4").sha256,
      type: "video/mp4",
      kind: "video",
      image: null,
      error: null,
      video: { width: 540, height: 960, video_codec: "avc", audio_codec: "aac" },
    });
    const shown = await test.gateway.request(`/v1/media/${made.id}`);
    expect(await readJson(shown, 200)).toEqual(made);
  });

  it("keeps exactly the bytes that were sent", async () => {
    const { id, size_bytes } = await readJson(
      await test.upload(photo, { "Content-Type": "image/jpeg" }),
      201,
    );
    const [source] = await test.media.ports.openMedia("default", [String(id)]);
    const reader = await source?.open(
      { offsetBytes: 0, lengthBytes: Number(size_bytes) },
      new AbortController().signal,
    );
    const target = Buffer.alloc(photo.length + 1);
    expect(await reader?.read(target)).toBe(photo.length);
    expect(target.subarray(0, photo.length).equals(photo)).toBe(true);
    await reader?.close();
  });

  it("takes a file without a declared type or length, by its bytes", async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < photo.length; at += 1000) {
          controller.enqueue(Uint8Array.from(photo.subarray(at, at + 1000)));
        }
        controller.close();
      },
    });
    const response = await fetch(`${test.origin}/v1/media`, {
      method: "POST",
      headers: { Authorization: `Bearer ${test.gateway.adminKey}` },
      body,
      duplex: "half",
    });
    expect(await readJson(response, 201)).toMatchObject({ type: "image/jpeg", kind: "image" });
  });

  it("takes a file as the one part of a form", async () => {
    const response = await sendForm([
      ["file", new Blob([Uint8Array.from(video)], { type: "video/mp4" })],
    ]);
    expect(await readJson(response, 201)).toMatchObject({ size_bytes: video.length });
  });

  it.each([
    [
      "another field",
      "/title",
      [
        ["file", 1],
        ["title", "hello"],
      ],
    ],
    [
      "another field before the file",
      "/title",
      [
        ["title", "hello"],
        ["file", 1],
      ],
    ],
    [
      "two files",
      "/file",
      [
        ["file", 1],
        ["file", 1],
      ],
    ],
    ["no file", "/file", []],
    ["the file under another name", "/video", [["video", "text"]]],
  ] as const)("refuses a form with %s", async (_name, path, parts) => {
    const blob = new Blob([Uint8Array.from(video)], { type: "video/mp4" });
    const response = await sendForm(parts.map(([name, part]) => [name, part === 1 ? blob : part]));
    const problem = await refused(response, 400, "invalid_request");
    expect(problem.errors).toMatchObject([{ path }]);
  });

  it.each([
    ["is cut off", (form: Buffer) => form.subarray(0, form.length - 40)],
    ["has no boundary in it", () => Buffer.from("nothing of a form")],
    ["is empty", () => Buffer.alloc(0)],
  ])("refuses a form that %s", async (_name, change) => {
    const form = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="file"; filename="v.mp4"\r\n'),
      Buffer.from("Content-Type: video/mp4\r\n\r\n"),
      video,
      Buffer.from("\r\n--b--\r\n"),
      Buffer.alloc(40, " "),
    ]);
    const headers = { "Content-Type": "multipart/form-data; boundary=b" };
    const body = change(form.subarray(0, form.length - 40));
    await refused(await test.upload(body, headers), 400, "invalid_request");
  });

  it("refuses a form without a boundary, and a digest of a form", async () => {
    const type = { "Content-Type": "multipart/form-data" };
    await refused(await test.upload(video, type), 400, "invalid_request");
    const digest = { "Content-Type": "multipart/form-data; boundary=b", "Content-Digest": "x" };
    await refused(await test.upload(video, digest), 400, "invalid_request");
  });

  it.each([
    ["video/webm", "media_type_mismatch"],
    ["video/quicktime", "media_type_mismatch"],
    ["image/png", "media_type_mismatch"],
    ["text/plain", "unsupported_media_type"],
    ["application/zip", "unsupported_media_type"],
  ])("refuses an MP4 that is declared as %s", async (type, code) => {
    await refused(await test.upload(video, { "Content-Type": type }), 415, code);
  });

  it("refuses what is no media, whatever it is declared as", async () => {
    const text = await contents("not-a-video.txt");
    await refused(await test.upload(text), 415, "media_type_mismatch");
    const untyped = await test.upload(text, { "Content-Type": "application/octet-stream" });
    await refused(untyped, 415, "unsupported_media_type");
  });

  it.each(["corrupt.mp4", "audio-only.mp4"] as const)("refuses %s as unreadable", async (name) => {
    await refused(await test.upload(await contents(name)), 422, "media_unreadable");
  });

  it("refuses an empty body", async () => {
    await refused(await test.upload(Buffer.alloc(0)), 400, "invalid_request");
  });

  it("checks a Content-Digest", async () => {
    const digest = createHash("sha256").update(video).digest("base64");
    const good = await test.upload(video, {
      "Content-Digest": `sha-512=:AA==:, sha-256=:${digest}:`,
    });
    expect(good.status).toBe(201);
    await test.gateway.request(`/v1/media/${(await readJson(good, 201)).id}`, {
      method: "DELETE",
    });
    const wrong = createHash("sha256").update("other").digest("base64");
    const mismatch = await test.upload(video, { "Content-Digest": `sha-256=:${wrong}:` });
    await refused(mismatch, 422, "digest_mismatch");
    const malformed = await test.upload(video, { "Content-Digest": "sha-256=abc" });
    await refused(malformed, 400, "invalid_request");
  });

  it("refuses a compressed body", async () => {
    const response = await test.upload(video, { "Content-Encoding": "gzip" });
    await refused(response, 415, "unsupported_media_type");
  });

  it("refuses a file above the limit, by its declared length and by its bytes", async () => {
    const large = Buffer.concat([video, Buffer.alloc(MAX_BYTES + 1 - video.length)]);
    await refused(await test.upload(large), 413, "payload_too_large");
    const chunked = await fetch(`${test.origin}/v1/media`, {
      method: "POST",
      headers: { Authorization: `Bearer ${test.gateway.adminKey}` },
      body: new Blob([Uint8Array.from(large)]).stream(),
      duplex: "half",
    });
    await refused(chunked, 413, "payload_too_large");
    await refused(
      await sendForm([["file", new Blob([Uint8Array.from(large)], { type: "video/mp4" })]]),
      413,
      "payload_too_large",
    );
  });

  it("refuses what the store has no room for, and has room again after a deletion", async () => {
    const large = freeBox(video, MAX_BYTES);
    const first = await readJson(await test.upload(large), 201);
    expect((await test.upload(large)).status).toBe(201);
    const third = await readJson(await test.upload(video), 507);
    expect(third).toMatchObject({ code: "storage_full", retryable: true });
    await test.gateway.request(`/v1/media/${first.id}`, { method: "DELETE" });
    expect((await test.upload(video)).status).toBe(201);
  });

  it("leaves nothing of a body that breaks off", async () => {
    const socket = connect(test.port, "127.0.0.1");
    socket.write(
      `POST /v1/media HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${test.gateway.adminKey}\r\n` +
        `Content-Type: video/mp4\r\nContent-Length: ${video.length}\r\n\r\n`,
    );
    socket.write(video.subarray(0, 100_000));
    await until(async () => (await test.remains()).files === 1);
    socket.destroy();
    await until(async () => (await test.remains()).files === 0);
    await until(async () => (await test.remains()).rows === 0);
  });

  it("refuses by the headers before a byte is sent, where the sender waits for that", async () => {
    const ask = (headers: Record<string, string>) =>
      new Promise<{ status: number; wasAskedForBody: boolean }>((resolve, reject) => {
        const call = request(`${test.origin}/v1/media`, {
          method: "POST",
          headers: {
            Authorization: `Bearer ${test.gateway.adminKey}`,
            "Content-Type": "video/mp4",
            "Content-Length": String(video.length),
            Expect: "100-continue",
            ...headers,
          },
        });
        let wasAskedForBody = false;
        call.on("continue", () => {
          wasAskedForBody = true;
          call.end(video);
        });
        call.on("response", (response) => {
          response.resume();
          resolve({ status: response.statusCode ?? 0, wasAskedForBody });
          call.destroy();
        });
        call.on("error", reject);
        call.flushHeaders();
      });
    expect(await ask({})).toEqual({ status: 201, wasAskedForBody: true });
    const refusals = [
      [{ Authorization: "Bearer wrong" }, 401],
      [{ "Content-Type": "text/plain" }, 415],
      [{ "Content-Encoding": "gzip" }, 415],
      [{ "Content-Length": String(MAX_BYTES + 1) }, 413],
      [{ "Content-Digest": "sha-256=?" }, 400],
    ] as const;
    for (const [headers, status] of refusals) {
      expect(await ask(headers)).toEqual({ status, wasAskedForBody: false });
    }
  });

  it("answers a repeated call with the first media, and another body with a refusal", async () => {
    const key = { "Idempotency-Key": "upload-1" };
    const first = await readJson(await test.upload(video, key), 201);
    const again = await test.upload(video, key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await readJson(again, 201)).toEqual(first);
    const other = await test.upload(photo, { ...key, "Content-Type": "image/jpeg" });
    expect(await readJson(other, 422)).toMatchObject({ code: "idempotency_key_reused" });
    const byUrl = await test.gateway.request("/v1/media", {
      method: "POST",
      json: { url: "https://example.com/v.mp4" },
      headers: key,
    });
    expect(await readJson(byUrl, 422)).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("does not remember a refused call, and tells when the first one still runs", async () => {
    const key = { "Idempotency-Key": "upload-2" };
    expect((await test.upload(await contents("corrupt.mp4"), key)).status).toBe(422);
    const call = request(`${test.origin}/v1/media`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${test.gateway.adminKey}`,
        "Content-Type": "video/mp4",
        "Content-Length": String(video.length),
        ...key,
      },
    });
    const answered = new Promise<number>((resolve, reject) => {
      call.on("response", (response) => resolve(response.resume().statusCode ?? 0));
      call.on("error", reject);
    });
    call.write(video.subarray(0, 1000));
    await until(async () => (await test.remains()).files === 1);
    const second = await readJson(await test.upload(video, key), 409);
    expect(second).toMatchObject({ code: "idempotency_in_progress" });
    call.end(video.subarray(1000));
    expect(await answered).toBe(201);
  });

  it("ends an upload whose media is deleted meanwhile", async () => {
    const call = request(`${test.origin}/v1/media`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${test.gateway.adminKey}`,
        "Content-Type": "video/mp4",
        "Content-Length": String(video.length),
      },
    });
    const answered = new Promise<number>((resolve, reject) => {
      call.on("response", (response) => resolve(response.resume().statusCode ?? 0));
      call.on("error", reject);
    });
    call.write(video.subarray(0, 1000));
    await until(async () => (await test.remains()).files === 1);
    const { id } = await test.media.dependencies.database.kysely
      .selectFrom("media")
      .select("id")
      .where("status", "=", "receiving")
      .executeTakeFirstOrThrow();
    const shown = await readJson(await test.gateway.request(`/v1/media/${id}`), 200);
    expect(shown).toMatchObject({ status: "uploading", size_bytes: null, sha256: null });
    expect((await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" })).status).toBe(204);
    call.end(video.subarray(1000));
    expect(await answered).toBe(404);
  });

  function sendForm(parts: readonly (readonly [string, string | Blob])[]): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of parts) {
      if (typeof value === "string") form.append(name, value);
      else form.append(name, value, "video.mp4");
    }
    return fetch(`${test.origin}/v1/media`, {
      method: "POST",
      headers: { Authorization: `Bearer ${test.gateway.adminKey}` },
      body: form,
    });
  }
});

/** The same video, longer: players skip a `free` box. */
function freeBox(video: Buffer, sizeBytes: number): Buffer {
  const box = Buffer.alloc(sizeBytes - video.length);
  box.writeUInt32BE(box.length, 0);
  box.write("free", 4, "latin1");
  return Buffer.concat([video, box]);
}
