import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabaseUrl } from "../../test/test-databases";
import { readConfiguration } from "../configuration/read-configuration";
import type { Environment } from "../configuration/read-variables";
import { openDatabase } from "../database/open-database";
import { runDoctor } from "./run-doctor";

const keys = { ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}` };

describe("doctor", () => {
  let dataDir = "";
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "upload-post-doctor-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  /** Answers by URL; whatever is not named does not answer. */
  async function examine(environment: Environment, answers: Record<string, number> = {}) {
    const lines: string[] = [];
    const isWell = await runDoctor({
      readConfiguration: () => readConfiguration({ DATA_DIR: dataDir, ...environment }, () => ""),
      fetch: async (input) => {
        const status = answers[String(input)];
        if (status === undefined) throw new TypeError("fetch failed");
        return new Response("", { status });
      },
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
