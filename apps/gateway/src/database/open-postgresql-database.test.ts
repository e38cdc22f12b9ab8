import { createSecret } from "@upload-post/core/connector";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabaseUrl } from "../../test/test-databases";
import type { GatewayDatabase } from "./gateway-database";
import { openPostgresqlDatabase } from "./open-postgresql-database";

let url = "";
let database: GatewayDatabase;
const lost: Error[] = [];
const open = () =>
  openPostgresqlDatabase({
    url: createSecret(url),
    onConnectionLost: (error) => lost.push(error),
  });
beforeEach(async () => {
  lost.length = 0;
  url = await createTestDatabaseUrl();
  database = open();
});
afterEach(() => database.close());

const pidOf = async (executor: GatewayDatabase["kysely"]) => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(executor);
  return rows[0]?.pid ?? 0;
};

/** Ends a connection from the other side, and waits until it is gone. */
async function terminate(pid: number): Promise<void> {
  const other = open();
  try {
    await sql`select pg_terminate_backend(${pid}, 5000)`.execute(other.kysely);
  } finally {
    await other.close();
  }
}

it("outlives a connection that is lost in the middle of a transaction, between two statements", async () => {
  const transaction = database.kysely.transaction().execute(async (held) => {
    await terminate(await pidOf(held));
    await pidOf(held);
  });

  await expect(transaction).rejects.toThrow();
  expect(await pidOf(database.kysely)).toBeGreaterThan(0);
});

it("tells of a connection that is lost while nobody uses it", async () => {
  await terminate(await pidOf(database.kysely));

  expect(await pidOf(database.kysely)).toBeGreaterThan(0);
  expect(lost).toMatchObject([{ code: "57P01" }]);
});
