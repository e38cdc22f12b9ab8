import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { list } from "tar";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestClock } from "../../test/test-clock";
import { createTestDataDirectory, openTestDatabase } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import { databaseDirectory, openEmbeddedDatabase } from "../database/open-embedded-database";
import { dumpName, readDumpName } from "./dump-name";
import { type DumpConfiguration, dumpTasks } from "./dump-task";
import { findDumps } from "./find-dumps";
import { keepDumps } from "./keep-dumps";
import { writeDump } from "./write-dump";

const HOUR_MS = 3_600_000;

/** A dump takes a second of processor time, and several on a busy machine. */
const PATIENCE = { timeout: 120_000 };

describe("dumps of the embedded database", PATIENCE, () => {
  let dataDir = "";
  let database: GatewayDatabase;
  beforeAll(async () => {
    dataDir = await createTestDataDirectory();
    database = await openEmbeddedDatabase(dataDir);
  });
  afterAll(async () => {
    await database.close();
    rmSync(dataDir, { recursive: true });
  });

  it("are one private file each, holding the database and what it is", async () => {
    const directory = join(dataDir, "one");
    const path = await writeDump({
      ...{ database, directory, reason: "periodic" as const },
      now: () => new Date("2026-11-20T12:00:00.123Z"),
    });

    expect(path).toBe(join(directory, "upload-post-2026-11-20T12-00-00.123Z-periodic.tar.gz"));
    expect(readdirSync(directory)).toHaveLength(1);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const names: string[] = [];
    await list({ file: path, onReadEntry: (entry) => names.push(entry.path) });
    expect(names[0]).toBe("manifest.json");
    expect(names).toContain("database/global/pg_control");
  });

  it("let statements through meanwhile, and do not stop the event loop", async () => {
    let longestMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - last);
      last = performance.now();
    }, 1);
    let isDone = false;
    const dump = writeDump({
      ...{ database, directory: join(dataDir, "busy"), reason: "periodic" as const },
      now: () => new Date(),
    }).finally(() => {
      isDone = true;
    });
    let statements = 0;
    while (!isDone) {
      await database.runSql("select 1");
      statements += 1;
      // Statements of the embedded database alone never let timers and files have their turn.
      await setImmediate();
    }
    await dump;
    clearInterval(timer);

    expect(statements).toBeGreaterThan(10);
    // It takes a second of processor time, and more on a busy machine; no turn takes much of it.
    expect(longestMs).toBeLessThan(1000);
  });

  it("leave no half of one behind when they fail, and clear away what a killed process left", async () => {
    const directory = join(dataDir, "failing");
    mkdirSync(join(directory, ".unfinished-killed"), { recursive: true });
    const failing: GatewayDatabase = {
      ...database,
      copyFiles: () => Promise.reject(new Error("the disk is full")),
    };
    const failed = writeDump({
      ...{ database: failing, directory, reason: "periodic" as const },
      now: () => new Date(),
    });

    await expect(failed).rejects.toThrow("the disk is full");
    expect(readdirSync(directory)).toEqual([]);
  });

  it("are kept by kind, newest first, and nothing else is touched", async () => {
    const directory = join(dataDir, "kept");
    mkdirSync(directory);
    const at = (hours: number) => new Date(Date.UTC(2026, 10, 20, hours));
    const names = [1, 2, 3, 4].map((hours) => dumpName(at(hours), "periodic"));
    const upgrade = dumpName(at(0), "before-upgrade");
    for (const name of [...names, upgrade, "notes.txt"]) writeFileSync(join(directory, name), "");

    expect(await keepDumps(directory, { periodic: 2, "before-upgrade": 1 })).toBe(2);

    expect(readdirSync(directory).toSorted()).toEqual(
      [...names.slice(2), upgrade, "notes.txt"].toSorted(),
    );
    expect((await findDumps(directory)).map(({ takenAt }) => takenAt.getUTCHours())).toEqual([
      4, 3, 0,
    ]);
  });

  it("fall due when the last one is older than the interval, the first one too", async () => {
    const clock = createTestClock(new Date().toISOString());
    const directory = join(dataDir, "periodic");
    const configuration: DumpConfiguration = {
      ...{ dataDir, dumpDir: directory, dumpIntervalSeconds: 6 * 3600, dumpKeep: 1 },
    };
    const made = new Date(clock.now().getTime() - HOUR_MS);
    utimesSync(join(databaseDirectory(dataDir), "PG_VERSION"), made, made);
    const [task] = dumpTasks(database, configuration);
    const counts: (number | undefined)[] = [];
    for (const hours of [0, 5, 5, 1]) {
      clock.advance(hours * HOUR_MS);
      counts.push(await task?.run(clock.now()));
    }

    expect(counts).toEqual([0, 1, 0, 1]);
    expect(await findDumps(directory)).toHaveLength(1);
  });

  it("are not taken when switched off, nor of PostgreSQL", async () => {
    const off = { dataDir, dumpDir: null, dumpIntervalSeconds: 0, dumpKeep: 7 };
    const server = await openTestDatabase("postgresql");
    const onServer = dumpTasks(server, { ...off, dumpIntervalSeconds: 1 });
    await server.close();

    expect(dumpTasks(database, off)).toEqual([]);
    expect(onServer).toEqual([]);
  });
});

it.each(["upload-post-2026-11-20T12-00-00.123Z-periodic.tar.gz.part", "notes.txt", ""])(
  "does not take the file %j for a dump",
  (name) => {
    expect(readDumpName(name)).toBeNull();
  },
);
