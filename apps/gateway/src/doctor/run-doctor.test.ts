import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyRing, createSealer } from "@upload-post/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabaseUrl } from "../../test/test-databases";
import { readConfiguration } from "../configuration/read-configuration";
import type { Environment } from "../configuration/read-variables";
import { checkEncryptionKeys } from "../credentials/check-encryption-keys";
import { openDatabase } from "../database/open-database";
import { dumpName } from "../dumps/dump-name";
import { runDoctor } from "./run-doctor";

const keys = { ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}` };

describe("doctor", { timeout: 120_000 }, () => {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-doctor-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** Answers by URL; whatever is not named does not answer. */
  async function examine(
    environment: Environment,
    answers: Record<string, number> = {},
    now = () => new Date(),
  ) {
    const lines: string[] = [];
    const isWell = await runDoctor({
      readConfiguration: () => readConfiguration({ DATA_DIR: dataDir, ...environment }, () => ""),
      fetch: async (input) => {
        const status = answers[String(input)];
        if (status === undefined) throw new TypeError("fetch failed");
        return new Response("", { status });
      },
      now,
      write: (line) => lines.push(line),
    });
    return { isWell, report: lines.join("\n") };
  }

  it("names every bad variable", async () => {
    const { isWell, report } = await examine({ PORT: "x", LOG_LEVEL: "y" });

    expect(isWell).toBe(false);
    expect(report).toMatch(/PROBLEM {2}PORT/);
    expect(report).toMatch(/PROBLEM {2}LOG_LEVEL/);
    expect(report).toContain("2 to mend");
  });

  it("is content before the first start, and makes nothing", async () => {
    rmSync(dataDir, { recursive: true });

    const { isWell, report } = await examine({});

    expect(isWell).toBe(true);
    expect(report).toContain("the first start makes it");
    expect(existsSync(dataDir)).toBe(false);
  });

  it("opens a resting embedded database, and leaves a held one alone", async () => {
    const database = await openDatabase({ databaseUrl: null, dataDir, onConnectionLost: () => {} });
    const held = await examine({});
    await database.close();
    const resting = await examine({});

    expect(held.report).toContain("A gateway is running on DATA_DIR");
    expect(resting.report).toContain("The embedded database 18");
    expect(resting.report).toContain("not a power failure");
    expect([held.isWell, resting.isWell]).toEqual([true, true]);
  });

  it("names the key that is wrong or missing, the age of dumps, and what was left behind", async () => {
    const key = (fill: number) => Buffer.alloc(32, fill).toString("base64");
    const database = await openDatabase({ databaseUrl: null, dataDir, onConnectionLost: () => {} });
    const keyRing = createKeyRing([{ id: "k1", key: new Uint8Array(32).fill(1) }]);
    const now = () => new Date();
    await checkEncryptionKeys({ database, keyRing, sealer: createSealer(keyRing), now });
    await database.close();
    mkdirSync(join(dataDir, "database.unfinished-1234"));

    const well = await examine({ ENCRYPTION_KEYS: `k1:${key(1)}` });
    const wrong = await examine({ ENCRYPTION_KEYS: `k1:${key(2)}` });
    const gone = await examine({});
    mkdirSync(join(dataDir, "dumps"));
    const old = new Date(Date.now() - 20 * 3_600_000);
    writeFileSync(join(dataDir, "dumps", dumpName(old, "periodic")), "");
    rmSync(join(dataDir, "database", "PG_VERSION"));
    const damaged = await examine({});

    expect(well.report).toContain('The encryption key "k1" fits this database.');
    expect(well.report).toContain("There is no dump in");
    expect(well.report).toContain("lie database.unfinished-1234");
    expect(wrong.report).toContain('PROBLEM  ENCRYPTION_KEYS: the key under the id "k1" is not');
    expect(gone.report).toContain('was written with the key "k1"');
    expect(damaged.report).toMatch(/PROBLEM {2}.* is no complete database/);
    expect(damaged.report).toMatch(/warning {2}The newest dump .* is 20.0 hours old/);
    expect([well, wrong, gone, damaged].map(({ isWell }) => isWell)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it("finds key files that others can read", async () => {
    const path = join(dataDir, "encryption-keys");
    writeFileSync(path, "k1:…");
    chmodSync(path, 0o644);

    const { isWell, report } = await examine({});

    expect(isWell).toBe(false);
    expect(report).toContain(`chmod 600 ${path}`);
  });

  it("says that a data directory is too small for what media may take", async () => {
    const { report } = await examine({ MEDIA_STORAGE_BYTES: String(2 ** 52) });

    expect(report).toMatch(/warning {2}Only .* are free/);
  });

  it("asks PostgreSQL, and does not quote its URL when it is silent", async () => {
    const url = await createTestDatabaseUrl();
    const well = await examine({ ...keys, DATABASE_URL: url });
    const silent = await examine({
      ...keys,
      DATABASE_URL: "postgresql://canary:canary@127.0.0.1:1/canary",
    });

    expect(well.report).toMatch(/PostgreSQL \d+.* answers/);
    expect(silent.isWell).toBe(false);
    expect(silent.report).toContain("PostgreSQL does not answer (ECONNREFUSED)");
    expect(silent.report).not.toContain("canary");
  });

  it("compares this machine's clock with PostgreSQL's", async () => {
    const environment = { ...keys, DATABASE_URL: await createTestDatabaseUrl() };
    const examineAt = (aheadMs: number) =>
      examine(environment, {}, () => new Date(Date.now() + aheadMs));

    const [same, ahead, behind] = [
      await examineAt(0),
      await examineAt(3_600_000),
      await examineAt(-3_600_000),
    ];

    expect(same.report).toContain("clock and PostgreSQL's agree");
    expect(ahead.report).toMatch(/warning {2}.* is 3\d\d\d s ahead of PostgreSQL's/);
    expect(behind.report).toMatch(/warning {2}.* is 3\d\d\d s behind PostgreSQL's/);
    expect([same, ahead, behind].map(({ isWell }) => isWell)).toEqual([true, true, true]);
  });

  it("tells where to register at the platform, and whether it answers", async () => {
    const tiktok = {
      TIKTOK_CLIENT_KEY: "key",
      TIKTOK_CLIENT_SECRET: "secret",
      PUBLIC_URL: "https://uploads.example.com",
    };
    const { isWell, report } = await examine(tiktok, {
      "http://127.0.0.1:8787/readyz": 200,
      "https://uploads.example.com/healthz": 502,
      "https://www.tiktok.com": 200,
    });

    expect(report).toContain("https://uploads.example.com/oauth/tiktok/callback");
    expect(report).toContain("https://uploads.example.com/webhooks/tiktok");
    expect(report).toContain("does not lead to it from here (status 502)");
    expect(report).toContain("tiktok answers at https://www.tiktok.com");
    expect(report).toContain("tiktok does not answer at https://open.tiktokapis.com");
    expect(isWell).toBe(false);
  });
});
