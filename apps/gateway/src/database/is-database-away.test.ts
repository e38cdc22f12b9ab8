import { createSecret } from "@upload-post/core/connector";
import { sql } from "kysely";
import { expect, it } from "vitest";
import { openTestDatabase } from "../../test/test-databases";
import { toApiError } from "../http/error-response";
import { isDatabaseAway } from "./is-database-away";
import { openPostgresqlDatabase } from "./open-postgresql-database";

const failureOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable("The query works."),
    (error: unknown) => error,
  );

it("knows a server that is not there", async () => {
  const url = createSecret("postgresql://nobody@127.0.0.1:9/nothing");
  const database = openPostgresqlDatabase({ url, onConnectionLost: () => undefined });

  const failure = await failureOf(sql`select 1`.execute(database.kysely));

  expect(isDatabaseAway(failure)).toBe(true);
  await database.close();
});

it("knows a connection that is ended, in a query and in a transaction", async () => {
  const database = await openTestDatabase("postgresql");
  const end = sql`select pg_terminate_backend(pg_backend_pid())`;

  const inQuery = await failureOf(end.execute(database.kysely));
  const inTransaction = await failureOf(
    database.kysely.transaction().execute(async (transaction) => {
      await end.execute(transaction).catch(() => undefined);
      await sql`select 1`.execute(transaction);
    }),
  );

  expect([inQuery, inTransaction].map(isDatabaseAway)).toEqual([true, true]);
  await database.close();
});

it("leaves a query that is wrong to whoever wrote it", async () => {
  const database = await openTestDatabase("postgresql");

  const failure = await failureOf(sql`select * from nothing_of_that_name`.execute(database.kysely));

  expect(isDatabaseAway(failure)).toBe(false);
  expect(toApiError(failure).code).toBe("internal_error");
  await database.close();
});

it("is told to callers as a reason to come back", () => {
  const failure = Object.assign(new Error("terminating connection"), { code: "57P01" });

  const { code, options } = toApiError(failure);

  expect(code).toBe("unavailable");
  expect(options.retryAfterSeconds).toBe(2);
});
