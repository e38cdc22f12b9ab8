import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createSecret } from "@upload-post/core/connector";
import { describe, inject } from "vitest";
import type { GatewayDatabase } from "../src/database/gateway-database";
import { databaseDirectory, wrapPglite } from "../src/database/open-embedded-database";
import { openPostgresqlDatabase } from "../src/database/open-postgresql-database";

/** The two databases that everything must work on. */
export type DatabaseEngine = GatewayDatabase["engine"];

/**
 * Describes the same behaviour on the embedded database and on real PostgreSQL. Neither is ever
 * skipped: a server that does not start fails the suite.
 *
 * Open one database (or gateway) per `describe` in `beforeAll`; keep tests apart by tenants.
 */
export function withDatabases(name: string, body: (engine: DatabaseEngine) => void): void {
  describe.each(["embedded", "postgresql"] as const)(`${name} (%s)`, body);
}

/** Opens a migrated, empty database. Close it in `afterAll`. */
export async function openTestDatabase(engine: DatabaseEngine): Promise<GatewayDatabase> {
  if (engine === "embedded") {
    const template = await readFile(await askBroker("/embedded"));
    return wrapPglite(await PGlite.create({ loadDataDir: new Blob([new Uint8Array(template)]) }));
  }
  return openPostgresqlDatabase({
    url: createSecret(await createTestDatabaseUrl()),
    onConnectionLost: () => {
      // Servers close idle connections while a test run ends.
    },
  });
}

/** Makes a data directory with a migrated, empty embedded database in it, ten times faster than a first start. */
export async function createTestDataDirectory(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "upload-post-data-"));
  const template = await readFile(await askBroker("/embedded"));
  const pglite = await PGlite.create({
    dataDir: databaseDirectory(dataDir),
    loadDataDir: new Blob([new Uint8Array(template)]),
  });
  await pglite.close();
  return dataDir;
}

/** Makes a migrated, empty PostgreSQL database for tests that need its URL. */
export function createTestDatabaseUrl(): Promise<string> {
  return askBroker("/postgresql");
}

async function askBroker(path: string): Promise<string> {
  const response = await fetch(`${inject("gatewayDatabaseBroker")}${path}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`No database for this test: ${text}`);
  return text;
}
