import { readFile } from "node:fs/promises";
import { type MediaFileName, mediaFile } from "@upload-post/test-media";
import { createApp } from "../src/http/create-app";
import { every } from "../src/media/ingest/every";
import { type MediaRoom, openMedia } from "../src/media/open-media";
import type { MediaStorage } from "../src/media/storage/media-storage";
import { listen } from "../src/operations/listen";
import { findMediaInUse } from "../src/posts/find-media-in-use";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import type { DatabaseEngine } from "./test-databases";

/** A gateway with its media room, on a real socket of this machine. */
export type TestMedia = {
  readonly gateway: TestGateway;
  readonly media: MediaRoom;
  /** Where it listens. */
  readonly origin: string;
  readonly port: number;
  /** Sends a file as a raw body, with the admin key unless told otherwise. */
  upload(bytes: Uint8Array, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** Adds a committed file and answers the media. */
  addFile(name: MediaFileName, key?: string): Promise<Record<string, unknown>>;
  /** What is on the store and in the books: nothing may be left of a refused upload. */
  remains(): Promise<{ files: number; rows: number; reservedBytes: number }>;
  close(): Promise<void>;
};

/** Opens it; close it in `afterAll`. */
export async function createTestMedia(
  engine: DatabaseEngine,
  environment: Readonly<Record<string, string>> = {},
  changeStorage: (storage: MediaStorage) => MediaStorage = (storage) => storage,
): Promise<TestMedia> {
  const gateway = await createTestGateway({ engine, environment });
  const storage = changeStorage(gateway.dependencies.media.dependencies.storage);
  const media = openMedia({ ...gateway.dependencies, findMediaInUse, storage });
  const app = createApp({ ...gateway.dependencies, media });
  const server = await listen(app, { host: "127.0.0.1", port: 0 });
  const origin = `http://127.0.0.1:${server.port}`;
  const upload: TestMedia["upload"] = (bytes, headers = {}) =>
    fetch(`${origin}/v1/media`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${gateway.adminKey}`,
        "Content-Type": "video/mp4",
        ...headers,
      },
      body: Uint8Array.from(bytes),
    });
  return {
    gateway,
    media,
    origin,
    port: server.port,
    upload,
    async addFile(name, key = gateway.adminKey) {
      const headers = { Authorization: `Bearer ${key}`, "Content-Type": mediaFile(name).type };
      return await readJson(await upload(await contents(name), headers), 201);
    },
    async remains() {
      const { database, storage } = media.dependencies;
      let files = 0;
      for await (const _file of storage.list()) files += 1;
      const rows = await database.kysely
        .selectFrom("media")
        .select("id")
        .where("status", "<>", "removed")
        .execute();
      const account = await database.kysely
        .selectFrom("media_storage")
        .select("reserved_bytes")
        .executeTakeFirstOrThrow();
      return { files, rows: rows.length, reservedBytes: Number(account.reserved_bytes) };
    },
    async close() {
      await server.stop();
      await media.close();
      await gateway.close();
    },
  };
}

/** Waits for something that another connection brings about. */
export async function until(isTrue: () => Promise<boolean>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stop = every(10, () => {
      isTrue().then((is) => {
        if (!is) return;
        stop();
        resolve();
      }, reject);
    });
  });
}

/** The bytes of a committed file. */
export function contents(name: MediaFileName): Promise<Buffer> {
  return readFile(mediaFile(name).path);
}
