import { randomUUID } from "node:crypto";
import { utimes } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { contents, createTestMedia, type TestMedia } from "../../../test/create-test-media";
import { insertTestDelivery } from "../../../test/insert-test-delivery";
import { withDatabases } from "../../../test/test-databases";
import { randomId } from "../../access/random-id";
import { mediaDirectory } from "../../operations/default-readiness-checks";
import { repairAccounts } from "../accounting/repair-accounts";
import { bookStorage } from "../accounting/storage-account";
import { insertMedia } from "../ingest/insert-media";
import { writerUntil } from "../ingest/writer-lease";
import { storedFilePath } from "../storage/stored-file-path";
import { sweepMedia } from "./sweep-media";
import { sweepOrphans } from "./sweep-orphans";

const HOUR_MS = 60 * 60 * 1000;
const STORAGE_BYTES = 300_000;

withDatabases("cleaning up media", (engine) => {
  let test: TestMedia;
  let photos: Buffer[];
  beforeAll(async () => {
    test = await createTestMedia(engine, {
      MEDIA_MAX_BYTES: String(STORAGE_BYTES),
      MEDIA_STORAGE_BYTES: String(STORAGE_BYTES),
    });
    photos = [await contents("photo.webp"), await contents("photo-portrait.jpg")];
  });
  afterAll(async () => test.close());

  const sweep = () => sweepMedia(test.media.dependencies);
  const statusOf = async (id: string) => (await test.gateway.request(`/v1/media/${id}`)).status;
  const kysely = () => test.media.dependencies.database.kysely;

  /** What a process leaves that dies while it receives a body. */
  async function dieWhileReceiving(bytes: number): Promise<string> {
    const { database, storage } = test.media.dependencies;
    const { now } = test.gateway.clock;
    const id = randomId("med");
    await database.kysely.transaction().execute(async (transaction) => {
      await bookStorage(transaction, "default", bytes, STORAGE_BYTES);
      const until = writerUntil(now());
      const writer = { id: randomUUID(), until };
      await insertMedia(transaction, {
        id,
        tenantId: "default",
        keyId: null,
        status: "receiving",
        reservedBytes: bytes,
        writer,
        expiresAt: until,
        createdAt: now(),
      });
    });
    await (await storage.createPart({ id, epoch: 0 })).close();
    return id;
  }

  it("removes unused media when their time is up, and not before", async () => {
    const { id, expires_at } = await test.addFile("photo.webp");
    const left = Date.parse(String(expires_at)) - test.gateway.clock.now().getTime();
    test.gateway.clock.advance(left - 1);
    await sweep();
    expect(await statusOf(String(id))).toBe(200);
    test.gateway.clock.advance(1);
    expect(await sweep()).toBe(1);
    expect(await statusOf(String(id))).toBe(404);
    expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
  });

  const hold = (...ids: string[]) =>
    kysely()
      .transaction()
      .execute((transaction) => test.media.ports.holdMedia(transaction, ids));

  it("keeps what is known of a media that a post has named, and nothing of others", async () => {
    const { id, sha256 } = await test.addFile("photo.webp");
    const { id: unused } = await test.addFile("photo-portrait.jpg");
    await hold(String(id));
    await test.gateway.request(`/v1/media/${unused}`, { method: "DELETE" });
    expect(
      await kysely().selectFrom("media").select("id").where("id", "=", String(unused)).execute(),
    ).toEqual([]);
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    expect(await test.media.ports.describeMedia("default", [String(id)])).toMatchObject([
      { sha256 },
    ]);
    expect(await test.media.ports.findMedia("default", [String(id)])).toEqual([null]);
  });

  it("never removes what an unfinished delivery needs", async () => {
    const { id } = await test.addFile("photo.webp");
    const deliveryId = randomId("dlv");
    await insertTestDelivery(test.media.dependencies.database, {
      deliveryId,
      mediaIds: [String(id)],
      status: "awaiting_review",
    });
    for (let day = 0; day < 10; day += 1) {
      test.gateway.clock.advance(24 * HOUR_MS);
      await sweep();
      expect(await statusOf(String(id))).toBe(200);
    }
    const refused = await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    expect(await readJson(refused, 409)).toMatchObject({ code: "invalid_state" });

    await kysely()
      .updateTable("deliveries")
      .set({ status: "failed" })
      .where("id", "=", deliveryId)
      .execute();
    // Long enough for a retry.
    test.gateway.clock.advance(11 * HOUR_MS);
    await sweep();
    expect(await statusOf(String(id))).toBe(200);
    test.gateway.clock.advance(14 * HOUR_MS);
    await sweep();
    expect(await statusOf(String(id))).toBe(404);
  });

  it("lets a post hold media only while they are there", async () => {
    const { id } = await test.addFile("photo.webp");
    test.gateway.clock.advance(23 * HOUR_MS);
    await hold(String(id));
    test.gateway.clock.advance(23 * HOUR_MS);
    await sweep();
    expect(await statusOf(String(id))).toBe(200);
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    await expect(hold(String(id))).rejects.toMatchObject({ code: "unknown_reference" });
  });

  it("removes what a dead process left, once nobody believes in it any more", async () => {
    const id = await dieWhileReceiving(1000);
    await sweep();
    expect(await statusOf(id)).toBe(200);
    test.gateway.clock.advance(61_000);
    await sweep();
    expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
  });

  it("finishes a removal that was interrupted", async () => {
    const { id } = await test.addFile("photo.webp");
    await kysely()
      .updateTable("media")
      .set({ status: "removing" })
      .where("id", "=", String(id))
      .execute();
    expect(await statusOf(String(id))).toBe(404);
    await sweep();
    expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
  });

  it("makes the books right again", async () => {
    const { id, size_bytes } = await test.addFile("photo.webp");
    expect(await repairAccounts(test.media.dependencies)).toBe(0);
    await kysely().updateTable("media_storage").set({ reserved_bytes: 1 }).execute();
    await kysely().updateTable("tenants").set({ media_reserved_bytes: 77 }).execute();
    expect(await repairAccounts(test.media.dependencies)).toBe(2);
    expect((await test.remains()).reservedBytes).toBe(size_bytes);
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
    expect(await repairAccounts(test.media.dependencies)).toBe(0);
  });

  it("removes files that no row knows, when they are old enough", async () => {
    const { storage } = test.media.dependencies;
    const known = await dieWhileReceiving(10);
    const [part, file] = [randomId("med"), randomId("med")];
    const version = (id: string) => ({ id, epoch: 0 });
    for (const id of [part, file]) await (await storage.createPart(version(id))).close();
    await storage.finish(version(file));
    const root = mediaDirectory({ dataDir: test.gateway.dataDir });
    const now = test.gateway.clock.now();
    const age = async (path: string, ms: number) => {
      const at = new Date(now.getTime() - ms);
      await utimes(path, at, at);
    };
    await age(storedFilePath(root, version(known)).part, 2 * HOUR_MS);
    await age(storedFilePath(root, version(part)).part, 2 * HOUR_MS);
    await age(storedFilePath(root, version(file)).finished, HOUR_MS - 1000);
    expect(await sweepOrphans(test.media.dependencies)).toBe(1);
    await age(storedFilePath(root, version(file)).finished, HOUR_MS);
    expect(await sweepOrphans(test.media.dependencies)).toBe(1);
    expect((await test.remains()).files).toBe(1);
    test.gateway.clock.advance(61_000);
    await sweep();
  });

  it("removes versions of ready media that a later writer has replaced", async () => {
    const { storage } = test.media.dependencies;
    const { id } = await test.addFile("photo.webp");
    const media = { id: String(id), epoch: 2 };
    await kysely().updateTable("media").set({ epoch: 2 }).where("id", "=", media.id).execute();
    for (const epoch of [1, 2]) await (await storage.createPart({ ...media, epoch })).close();
    await storage.finish(media);
    const root = mediaDirectory({ dataDir: test.gateway.dataDir });
    const old = new Date(test.gateway.clock.now().getTime() - 2 * HOUR_MS);
    await utimes(storedFilePath(root, { ...media, epoch: 1 }).part, old, old);
    expect(await sweepOrphans(test.media.dependencies)).toBe(1);
    expect(await sweepOrphans(test.media.dependencies)).toBe(0);
    expect((await test.remains()).files).toBe(1);
    await test.gateway.request(`/v1/media/${id}`, { method: "DELETE" });
  });

  it("keeps the books right whatever happens, and never over the limit", async () => {
    const ids: string[] = [];
    const send = async (bytes: Uint8Array, headers: Record<string, string>) => {
      const response = await test.upload(bytes, headers);
      if (response.status === 201) ids.push(String((await readJson(response, 201)).id));
      else await response.arrayBuffer();
    };
    const operation = fc.oneof(
      fc.record({ kind: fc.constant("add"), which: fc.nat(1) }),
      fc.record({ kind: fc.constant("refused"), which: fc.nat(1) }),
      fc.record({ kind: fc.constant("link"), which: fc.nat(200_000) }),
      fc.record({ kind: fc.constant("die"), which: fc.nat(100_000) }),
      fc.record({ kind: fc.constant("delete"), which: fc.nat(20) }),
      fc.record({ kind: fc.constant("wait"), which: fc.constantFrom(1, 70, 60 * 24, 60 * 25) }),
    );
    const perform = async ({ kind, which }: { kind: string; which: number }) => {
      if (kind === "add") {
        const type = which === 0 ? "image/webp" : "image/jpeg";
        await send(photos[which] ?? Buffer.alloc(0), { "Content-Type": type });
      }
      if (kind === "refused")
        await send(photos[which] ?? Buffer.alloc(0), { "Content-Type": "image/png" });
      if (kind === "link") {
        const json = { size_bytes: which + 1, type: "video/mp4" };
        await test.gateway.request("/v1/media/uploads", { method: "POST", json });
      }
      if (kind === "die") await dieWhileReceiving(which).catch(() => {});
      if (kind === "delete") {
        await test.gateway.request(`/v1/media/${ids[which % (ids.length || 1)]}`, {
          method: "DELETE",
        });
      }
      if (kind === "wait") {
        test.gateway.clock.advance(which * 60_000);
        await sweep();
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 12 }), async (operations) => {
        for (const one of operations) {
          await perform(one);
          const rows = await kysely().selectFrom("media").select("reserved_bytes").execute();
          const sum = rows.reduce((total, row) => total + Number(row.reserved_bytes), 0);
          expect((await test.remains()).reservedBytes).toBe(sum);
          expect(sum).toBeLessThanOrEqual(STORAGE_BYTES);
        }
        test.gateway.clock.advance(48 * HOUR_MS);
        await sweep();
        expect(await test.remains()).toEqual({ files: 0, rows: 0, reservedBytes: 0 });
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it("never books more than there is room for, however many ask at once", async () => {
    const asks = Array.from({ length: 20 }, () =>
      test.gateway.request("/v1/media/uploads", {
        method: "POST",
        json: { size_bytes: 50_000, type: "video/mp4" },
      }),
    );
    const statuses = (await Promise.all(asks)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(6);
    expect(statuses.filter((status) => status === 507)).toHaveLength(14);
  });
});
