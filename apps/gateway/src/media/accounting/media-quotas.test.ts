import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia, until } from "../../../test/create-test-media";
import { withDatabases } from "../../../test/test-databases";
import { type MediaStorage, StoreFullError } from "../storage/media-storage";
import { sweepMedia } from "../sweeping/sweep-media";

const DAY_MS = 24 * 60 * 60 * 1000;
const SLOTS = 3;

/** A disk that has no room for a second batch of bytes. */
function fullAfterOneBatch(storage: MediaStorage): MediaStorage {
  return {
    ...storage,
    async createPart(part) {
      const writer = await storage.createPart(part);
      return {
        ...writer,
        async append(chunks) {
          const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0);
          if (writer.storedBytes() + bytes > 1_500_000) throw new StoreFullError();
          await writer.append(chunks);
        },
      };
    },
  };
}

withDatabases("what media may take of the store", (engine) => {
  let test: TestMedia;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    test = await createTestMedia(
      engine,
      { MEDIA_MAX_BYTES: "5000000", MEDIA_UPLOADS_PER_KEY: String(SLOTS) },
      fullAfterOneBatch,
    );
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    test.gateway.clock.advance(3 * DAY_MS);
    await sweepMedia(test.media.dependencies);
    await until(async () => (await test.remains()).rows === 0);
    expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
    const { kysely } = test.media.dependencies.database;
    const tenants = await kysely.selectFrom("tenants").select("media_reserved_bytes").execute();
    expect(tenants.map((row) => Number(row.media_reserved_bytes)).filter(Boolean)).toEqual([]);
  });
  afterAll(async () => test.close());

  async function limitedTenant(media_bytes: number) {
    const tenant = await test.gateway.createTenant();
    const path = `/v1/tenants/${tenant.id}`;
    const json = { limits: { media_bytes } };
    await readJson(await test.gateway.request(path, { method: "PATCH", json }), 200);
    return tenant;
  }
  const askForLink = (key: string, size_bytes: number) =>
    test.gateway.request("/v1/media/uploads", {
      method: "POST",
      key,
      json: { size_bytes, type: "video/mp4" },
    });
  const authorised = (key: string) => ({ Authorization: `Bearer ${key}` });

  describe("by tenant", () => {
    it("lets exactly one of many uploads into the room for one", async () => {
      const tenant = await limitedTenant(100_000);
      const photo = await contents("photo.webp");
      const sends = Array.from({ length: 8 }, (_, index) =>
        index % 2 === 0
          ? askForLink(tenant.key, 60_000)
          : test.upload(Buffer.concat([photo, Buffer.alloc(60_000 - photo.length)]), {
              ...authorised(tenant.key),
              "Content-Type": "image/webp",
            }),
      );
      const answers = await Promise.all(sends);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      const refused = answers.filter(({ status }) => status !== 201);
      for (const answer of refused) {
        // Of a key's own uploads only so many may run at a time; the others find no room.
        const { code } = await readJson(answer, answer.status);
        expect(["storage_full", "rate_limited"]).toContain(code);
      }
    });

    it("leaves other tenants their room, and gives it back with the media", async () => {
      const [small, other] = [await limitedTenant(50_000), await test.gateway.createTenant()];
      const made = await readJson(await askForLink(small.key, 50_000), 201);
      const { detail } = await readJson(await askForLink(small.key, 1), 507);
      expect(detail).toContain("limits.media_bytes");
      expect((await askForLink(other.key, 50_000)).status).toBe(201);
      const path = `/v1/media/${made.media_id}`;
      await test.gateway.request(path, { method: "DELETE", key: small.key });
      expect((await askForLink(small.key, 50_000)).status).toBe(201);
    });
  });

  describe("by key", () => {
    it("lets only so many bodies in at a time, and says when to come again", async () => {
      const tenant = await test.gateway.createTenant();
      for (let count = 0; count < SLOTS; count += 1) {
        const socket = connect(test.port, "127.0.0.1");
        sockets.push(socket);
        socket.on("error", () => {});
        socket.write(
          `POST /v1/media HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${tenant.key}\r\n` +
            "Content-Type: video/mp4\r\nContent-Length: 1000\r\n\r\nx",
        );
      }
      await until(async () => (await test.remains()).rows === SLOTS);
      const photo = await contents("photo.webp");
      const headers = { ...authorised(tenant.key), "Content-Type": "image/webp" };
      const refused = await test.upload(photo, headers);
      expect(refused.headers.get("retry-after")).toBe("5");
      expect(await readJson(refused, 429)).toMatchObject({ code: "rate_limited" });
      const link = await readJson(await askForLink(tenant.key, photo.length), 201);
      const url = `${test.origin}${new URL(String(link.upload_url)).pathname}`;
      const put = await fetch(url, { method: "PUT", body: Uint8Array.from(photo) });
      expect(await readJson(put, 429)).toMatchObject({ code: "rate_limited" });
      sockets.pop()?.destroy();
      await until(async () => (await test.remains()).rows === SLOTS);
      expect((await test.upload(photo, headers)).status).toBe(201);
    });
  });

  describe("by the disk", () => {
    const video = async () =>
      Buffer.concat([await contents("vertical-h264-aac.mp4"), randomBytes(3_000_000)]);

    it("refuses a body that finds no room, and keeps nothing of it", async () => {
      const answer = await test.upload(await video());
      expect(await readJson(answer, 507)).toMatchObject({ code: "storage_full", retryable: true });
      expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
    });

    it("keeps of an upload what there was room for", async () => {
      const bytes = await video();
      const link = await readJson(await askForLink(test.gateway.adminKey, bytes.length), 201);
      const url = `${test.origin}${new URL(String(link.upload_url)).pathname}`;
      const answer = await fetch(url, {
        method: "PATCH",
        headers: {
          "Tus-Resumable": "1.0.0",
          "Content-Type": "application/offset+octet-stream",
          "Upload-Offset": "0",
        },
        body: Uint8Array.from(bytes),
      });
      expect(await readJson(answer, 507)).toMatchObject({ code: "storage_full" });
      const head = await fetch(url, { method: "HEAD" });
      expect(Number(head.headers.get("upload-offset"))).toBeGreaterThan(0);
      await test.gateway.request(`/v1/media/${link.media_id}`, { method: "DELETE" });
    });
  });
});
