import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, withDatabases } from "../../test/test-databases";
import type { GatewayDatabase } from "../database/gateway-database";
import type { JobQueue } from "./job-queue";
import { openJobQueue } from "./open-job-queue";

withDatabases("the job queue", (engine) => {
  let database: GatewayDatabase;
  let jobs: JobQueue;
  const errors: Error[] = [];
  const open = (now: () => Date) =>
    openJobQueue({ database, now, onError: (error) => errors.push(error) });
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    jobs = await open(() => new Date());
  });
  afterAll(async () => {
    await jobs.stop();
    await database.close();
    expect(errors).toEqual([]);
  });

  const enqueue = (
    id: string,
    runAt = new Date(0),
    kind: "fetch-media" | "advance-delivery" = "fetch-media",
  ) =>
    database.kysely
      .transaction()
      .execute((transaction) => jobs.enqueue(transaction, kind, { id }, runAt));

  it("wakes the handler for what was committed, and for nothing that was rolled back", async () => {
    const woken: string[] = [];
    const two = Promise.withResolvers<void>();
    await jobs.work("fetch-media", 2, async ({ id }) => {
      woken.push(id);
      if (woken.length === 2) two.resolve();
    });

    const rolledBack = database.kysely.transaction().execute(async (transaction) => {
      await jobs.enqueue(transaction, "fetch-media", { id: "rolled-back" }, new Date(0));
      throw new Error("roll back");
    });
    await expect(rolledBack).rejects.toThrow("roll back");
    await enqueue("first");
    await enqueue("second");
    await two.promise;

    expect(woken.toSorted()).toEqual(["first", "second"]);
  });

  it("wakes again for a handler that threw", async () => {
    let attempts = 0;
    const done = Promise.withResolvers<string>();
    await jobs.work("revoke-credential", 1, async ({ id }) => {
      attempts += 1;
      if (attempts === 1) throw new Error("not yet");
      done.resolve(id);
    });

    await database.kysely
      .transaction()
      .execute((transaction) =>
        jobs.enqueue(transaction, "revoke-credential", { id: "again" }, new Date(0)),
      );

    expect(await done.promise).toBe("again");
    expect(attempts).toBe(2);
  });

  it("does not wake before the time", async () => {
    const woken: string[] = [];
    const early = Promise.withResolvers<void>();
    await jobs.work("advance-delivery", 1, async ({ id }) => {
      woken.push(id);
      early.resolve();
    });

    await enqueue("tomorrow", new Date(Date.now() + 86_400_000), "advance-delivery");
    await enqueue("now", new Date(0), "advance-delivery");
    await early.promise;

    expect(woken).toEqual(["now"]);
  });

  it.each([-1, 1])(
    "wakes in time for a process whose clock is %s hours ahead of the database's",
    async (hours) => {
      const now = () => new Date(Date.now() + hours * 3_600_000);
      const skewed = await open(now);
      const woken: string[] = [];
      const two = Promise.withResolvers<void>();
      try {
        await skewed.work("follow-platform-webhook", 1, async ({ id }) => {
          woken.push(id);
          if (woken.length === 2) two.resolve();
        });
        const enqueueIn = (id: string, delayMs: number) =>
          database.kysely
            .transaction()
            .execute((transaction) =>
              skewed.enqueue(
                transaction,
                "follow-platform-webhook",
                { id },
                new Date(now().getTime() + delayMs),
              ),
            );
        await enqueueIn("in a minute", 60_000);
        await enqueueIn("soon", 50);
        await enqueueIn("now", 0);
        await two.promise;
      } finally {
        await skewed.stop();
      }

      expect(woken.toSorted()).toEqual(["now", "soon"]);
    },
  );
});
