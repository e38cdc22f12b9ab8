import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { createMemoryConnector, createMemoryPlatform } from "@upload-post/core/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertTestDelivery } from "../../test/insert-test-delivery";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import { ConfigurationProblem } from "../configuration/configuration-problem";
import type { EncryptionKeySetting } from "../configuration/encryption-keys";
import type { GatewayDatabase } from "../database/gateway-database";
import { createLogger } from "../operations/create-logger";
import { createSecretFilter } from "../operations/secret-filter";
import { openCredentials } from "./open-credentials";
import { registrationPlace } from "./registration-place";

const setting = (id: string, fill: number): EncryptionKeySetting => ({
  id,
  key: createSecret(Buffer.alloc(32, fill).toString("base64")),
});

withDatabases("rotating the encryption keys", (engine) => {
  const platform = createMemoryPlatform();
  const connector = createMemoryConnector({ platform });
  let database: GatewayDatabase;
  let dataDir: string;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    dataDir = await mkdtemp(join(tmpdir(), "upload-post-keys-"));
  });
  afterAll(async () => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  const open = (...encryptionKeys: readonly EncryptionKeySetting[]) =>
    openCredentials({
      database,
      dataDir,
      encryptionKeys,
      connectors: new Map([[connector.id, connector]]),
      logger: createLogger({
        level: "silent",
        filter: createSecretFilter([]),
        write: () => undefined,
      }),
      now: () => new Date("2026-11-20T12:00:00.000Z"),
    });

  it("moves everything that lasts to the newest key, while it is in use", async () => {
    const old = setting("old", 1);
    const fresh = setting("New", 2);
    const count = 230;
    const keyOf = (index: number) => ({ tenantId: `t${index % 3}`, connectionId: `con_${index}` });
    const before = await open(old);
    const secrets = new Map<number, string | undefined>();
    for (let index = 0; index < count; index += 1) {
      const credential = platform.credential();
      secrets.set(index, credential.secrets.access?.reveal());
      await before.store.write(keyOf(index), credential, { expectedGeneration: null });
    }
    const place = registrationPlace("memory", "https://a.example");
    await database.kysely
      .insertInto("client_registrations")
      .values({
        platform: "memory",
        registration_key: "https://a.example",
        sealed: before.sealedValues.seal(place, "client"),
        updated_at: new Date(),
      })
      .execute();
    const endpoint = { kind: "webhook", tenantId: "default", id: "whk_1" } as const;
    await database.kysely
      .insertInto("webhook_endpoints")
      .values({
        id: endpoint.id,
        tenant_id: endpoint.tenantId,
        sealed: before.sealedValues.seal(endpoint, "an address and its secrets"),
        events: "[]",
        created_at: new Date(),
      })
      .execute();
    const checkpoint = { kind: "checkpoint", tenantId: "default", id: "dlv_old" } as const;
    await insertTestDelivery(database, {
      deliveryId: "dlv_old",
      mediaIds: [],
      status: "published",
    });
    await database.kysely
      .updateTable("deliveries")
      .set({ state: before.sealedValues.seal(checkpoint, "where it stood") })
      .execute();
    await before.close();

    const both = await open(fresh, old);
    const [rotation] = await Promise.all([
      both.rotateKeys(),
      both.store.read(keyOf(5)),
      both.store.read(keyOf(200)),
    ]);

    expect(rotation).toEqual({ rewrapped: count + 3, remaining: {} });
    expect(await both.rotateKeys()).toEqual({ rewrapped: 0, remaining: {} });
    await both.close();

    const after = await open(fresh);
    for (let index = 0; index < count; index += 23) {
      const stored = await after.store.read(keyOf(index));
      expect(stored?.credential.secrets.access?.reveal()).toBe(secrets.get(index));
    }
    const { sealed } = await database.kysely
      .selectFrom("webhook_endpoints")
      .select("sealed")
      .executeTakeFirstOrThrow();
    expect(after.sealedValues.open(endpoint, sealed)).toBe("an address and its secrets");
    await after.close();
    await expect(open(old)).rejects.toBeInstanceOf(ConfigurationProblem);
  });

  it("fails no operation of two replicas that read and replace credentials meanwhile", async () => {
    const [old, fresh] = [setting("load-old", 3), setting("load-new", 4)];
    // What another test has left is sealed with it.
    const other = setting("New", 2);
    const keys = Array.from({ length: 60 }, (_, index) => ({
      tenantId: "load",
      connectionId: `con_load_${index}`,
    }));
    const before = await open(old, other);
    for (const key of keys) {
      await before.store.write(key, platform.credential(), { expectedGeneration: null });
    }
    await before.close();
    const replicas = [await open(fresh, old, other), await open(fresh, old, other)];
    const rotating = await open(fresh, old, other);
    let isDone = false;
    let operations = 0;
    const serve = async ({ store }: (typeof replicas)[number], offset: number) => {
      for (let turn = offset; !isDone; turn += 7) {
        const key = keys[turn % keys.length];
        if (key === undefined) continue;
        const stored = await store.read(key);
        if (stored === null) throw new Error(`${key.connectionId} is gone.`);
        if (turn % 3 === 0) {
          const { generation } = stored;
          await store.write(key, platform.credential(), { expectedGeneration: generation });
        }
        operations += 1;
      }
    };

    const serving = replicas.map((replica, index) => serve(replica, index * 3));
    const rotation = await rotating.rotateKeys().finally(() => {
      isDone = true;
    });
    await Promise.all(serving);

    expect(operations).toBeGreaterThan(50);
    expect(rotation.remaining).toEqual({});
    for (const credentials of [...replicas, rotating]) await credentials.close();
    const after = await open(fresh);
    for (const key of keys) expect(await after.store.read(key)).not.toBeNull();
    await after.close();
  });
});
