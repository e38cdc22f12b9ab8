import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import { createRateLimit } from "./create-rate-limit";

withDatabases("a rate limit", (engine) => {
  let database: GatewayDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(async () => database.close());

  const limitOf = (name: string) =>
    createRateLimit({ name, requests: 2, windowSeconds: 60, database });

  it("counts down, then refuses with how long to wait", async () => {
    const limit = limitOf("counting");

    expect(await limit.consume("a")).toMatchObject({ limit: 2, remaining: 1, windowSeconds: 60 });
    expect(await limit.consume("a")).toMatchObject({ remaining: 0 });
    await expect(limit.consume("a")).rejects.toMatchObject({
      code: "rate_limited",
      options: { retryAfterSeconds: expect.any(Number) },
    });
  });

  it("keeps keys and limits apart", async () => {
    const [left, right] = [limitOf("left"), limitOf("right")];
    await left.consume("a");

    expect(await left.consume("b")).toMatchObject({ remaining: 1 });
    expect(await right.consume("a")).toMatchObject({ remaining: 1 });
  });

  it("is shared by the replicas of one PostgreSQL, and each process's own when embedded", async () => {
    const [first, second] = [limitOf("replicas"), limitOf("replicas")];
    await first.consume("a");

    const remaining = engine === "postgresql" ? 0 : 1;
    expect(await second.consume("a")).toMatchObject({ remaining });
  });

  it("goes on counting alone when the database does not answer", async () => {
    const runSql = () => Promise.reject(new Error("the database is down"));
    const limit = createRateLimit({
      name: "alone",
      requests: 1,
      windowSeconds: 60,
      database: { ...database, runSql },
    });

    await limit.consume("a");
    await expect(limit.consume("a")).rejects.toMatchObject({ code: "rate_limited" });
  });
});
