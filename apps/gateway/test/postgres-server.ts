import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { Client } from "pg";
import { freePort } from "../../../scripts/demo/free-port.mjs";
import { migrateDatabase } from "../src/database/migrate-database";
import { openPostgresqlDatabase } from "../src/database/open-postgresql-database";
import { openJobQueue } from "../src/jobs/open-job-queue";
import { loadEmbeddedPostgres } from "./reachable-postgres";

/** A real PostgreSQL for tests. */
export type PostgresServer = {
  /** Makes a migrated, empty database and answers with its URL. */
  readonly createDatabase: () => Promise<string>;
  readonly stop: () => Promise<void>;
};

/**
 * Uses the server of `TEST_DATABASE_URL`, or runs one from npm in a temporary directory.
 *
 * @throws Error when neither works: tests on PostgreSQL are never skipped.
 */
export async function openPostgresServer(): Promise<PostgresServer> {
  // biome-ignore lint/style/noProcessEnv: the one switch of the test support
  const given = process.env.TEST_DATABASE_URL;
  const server = given === undefined ? await startServer() : { url: given, stop: async () => {} };
  const names: string[] = [];
  const template = await createDatabaseOn(server.url, names, null);
  await migrateTemplate(template.url);
  // PostgreSQL copies a template only while nobody is connected to it, so copies queue up.
  let queue: Promise<unknown> = Promise.resolve();
  return {
    createDatabase: () => {
      const made = queue.then(() => createDatabaseOn(server.url, names, template.name));
      queue = made.catch(() => undefined);
      return made.then(({ url }) => url);
    },
    stop: async () => {
      if (given !== undefined) await dropDatabases(given, names);
      await server.stop();
    },
  };
}

async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-postgres-"));
  const port = await freePort();
  const log: string[] = [];
  const isRoot = userInfo().uid === 0;
  // The server runs under another account when the tests run as root.
  await chmod(directory, 0o755);
  const EmbeddedPostgres = await loadEmbeddedPostgres(directory, isRoot);
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, "data"),
    port,
    user: "postgres",
    password: "postgres",
    persistent: true,
    createPostgresUser: isRoot,
    // Test data need not survive a power cut.
    postgresFlags: ["-c", "fsync=off", "-c", "max_connections=300", "-k", ""],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`PostgreSQL could not be started:\n${log.slice(-20).join("")}`, { cause });
  }
  return {
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function migrateTemplate(url: string): Promise<void> {
  const database = openPostgresqlDatabase({
    url: createSecret(url),
    onConnectionLost: (error) => {
      throw error;
    },
  });
  await migrateDatabase(database.kysely);
  const jobs = await openJobQueue({
    database,
    now: () => new Date(),
    onError: (error) => {
      throw error;
    },
  });
  await jobs.stop();
  await database.close();
}

async function createDatabaseOn(serverUrl: string, names: string[], template: string | null) {
  const name = `upload_post_test_${randomBytes(6).toString("hex")}`;
  const copied = template === null ? "" : ` template ${template}`;
  await onServer(serverUrl, (client) => client.query(`create database ${name}${copied}`));
  names.push(name);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { name, url: url.href };
}

async function dropDatabases(serverUrl: string, names: readonly string[]): Promise<void> {
  await onServer(serverUrl, async (client) => {
    for (const name of names) await client.query(`drop database if exists ${name} with (force)`);
  });
}

async function onServer(url: string, run: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}
