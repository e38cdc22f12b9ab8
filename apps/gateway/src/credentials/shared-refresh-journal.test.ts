import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyRing, createSealer } from "@upload-post/core";
import { createSecret } from "@upload-post/core/connector";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { withDatabases } from "../../test/test-databases";
import { createSharedRefreshJournal } from "./create-shared-refresh-journal";
import { openCredentials } from "./open-credentials";
import { openRefreshJournal } from "./open-refresh-journal";

const HOUR_MS = 60 * 60 * 1000;
const { signal } = new AbortController();
const keyBytes = Buffer.alloc(32, 7);
const sealer = createSealer(createKeyRing([{ id: "test", key: keyBytes }]));

withDatabases("a replica that dies in a refresh", (engine) => {
  let test: TestConnections;
  let elsewhere: string;
  beforeAll(async () => {
    test = await createTestConnections(engine);
    elsewhere = await mkdtemp(join(tmpdir(), "upload-post-replica-"));
  });
  afterAll(async () => {
    await test.close();
    await rm(elsewhere, { recursive: true, force: true });
  });

  const refreshes = () => test.platform.calls().filter((call) => call === "refresh").length;
  const use = (connectionId: string) =>
    test.dependencies.credentials.access.use({ tenantId: "default", connectionId }, { signal });

  /** Another replica asks, writes down the answer, and is gone before it stores it. */
  async function dieWithTheAnswer(connectionId: string, dataDir: string): Promise<string> {
    const { database, connectors, credentials, now } = test.gateway.dependencies;
    const key = { tenantId: "default", connectionId };
    const files = await openRefreshJournal(dataDir, sealer);
    const journal = createSharedRefreshJournal({ database, files, now });
    const stored = await credentials.store.read(key);
    const connector = connectors.get("memory");
    if (stored === null || connector === undefined) throw new Error("Nothing is connected.");
    await journal.begin(key, stored.generation);
    const renewed = await connector.authorization.refresh({
      credential: stored.credential,
      signal,
    });
    await journal.received(key, stored.generation, renewed);
    await files.close();
    return renewed.secrets.access?.reveal() ?? "";
  }

  /** It comes back, and closes again. */
  async function restart(dataDir: string): Promise<void> {
    const { database, connectors, logger, now } = test.gateway.dependencies;
    const encryptionKeys = [{ id: "test", key: createSecret(keyBytes.toString("base64")) }];
    const replica = { database, connectors, logger, now, dataDir, encryptionKeys };
    await (await openCredentials(replica)).close();
  }

  it("is waited for while its answer may come, and brings it when it is back", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(2 * HOUR_MS);
    const renewed = await dieWithTheAnswer(id, elsewhere);
    const before = refreshes();

    await expect(use(id)).rejects.toMatchObject({ code: "storage_unavailable" });
    expect(refreshes()).toBe(before);
    await restart(elsewhere);

    expect((await use(id)).credential.secrets.access?.reveal()).toBe(renewed);
    expect(refreshes()).toBe(before);
  });

  it("does not stand in the way while the access from before lives", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(HOUR_MS - 60_000);
    const before = await test.dependencies.credentials.store.read({
      tenantId: "default",
      connectionId: id,
    });
    await dieWithTheAnswer(id, elsewhere);

    expect((await use(id)).generation).toBe(before?.generation);
  });

  it("is given up in the end: its secret is tried once, and the owner told why", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(2 * HOUR_MS);
    await dieWithTheAnswer(id, elsewhere);
    const before = refreshes();
    await test.gateway.dependencies.database.runSql(
      "update refresh_attempts set begun_at = begun_at - interval '5 minutes'",
    );

    await expect(use(id)).rejects.toMatchObject({
      code: "authorization_revoked",
      message: expect.stringContaining("was lost"),
    });
    expect(refreshes()).toBe(before + 1);
  });

  it("leaves its journal to whoever uses the same directory, at once", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(2 * HOUR_MS);
    const renewed = await dieWithTheAnswer(id, test.gateway.dataDir);
    const before = refreshes();

    expect((await use(id)).credential.secrets.access?.reveal()).toBe(renewed);
    expect(refreshes()).toBe(before);
  });
});
