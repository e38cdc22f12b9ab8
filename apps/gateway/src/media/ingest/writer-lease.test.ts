import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestMedia, type TestMedia, until } from "../../../test/create-test-media";
import { createTestClock } from "../../../test/test-clock";
import { withDatabases } from "../../../test/test-databases";
import { randomId } from "../../access/random-id";
import { insertMedia } from "./insert-media";
import { keepWriterLease, writerUntil } from "./writer-lease";

withDatabases("the lease of a writer", (engine) => {
  let test: TestMedia;
  beforeAll(async () => {
    test = await createTestMedia(engine);
  });
  afterAll(async () => test.close());

  async function hold() {
    const clock = createTestClock();
    const { kysely } = test.media.dependencies.database;
    const mediaId = randomId("med");
    const writer = "writer-1";
    await kysely.transaction().execute((transaction) =>
      insertMedia(transaction, {
        id: mediaId,
        tenantId: "default",
        keyId: null,
        status: "receiving",
        reservedBytes: 0,
        writer: { id: writer, until: writerUntil(clock.now()) },
        expiresAt: clock.now(),
        createdAt: clock.now(),
      }),
    );
    let tick = () => {};
    let isTicking = false;
    let renewals = 0;
    const every = (_intervalMs: number, onTick: () => void) => {
      tick = onTick;
      isTicking = true;
      return () => {
        isTicking = false;
      };
    };
    const dependencies = { ...test.media.dependencies, now: clock.now, every };
    const lease = keepWriterLease(dependencies, { mediaId, writer }, async () => {
      renewals += 1;
    });
    const read = () =>
      kysely.selectFrom("media").selectAll().where("id", "=", mediaId).executeTakeFirstOrThrow();
    return {
      clock,
      lease,
      mediaId,
      kysely,
      read,
      tick: () => tick(),
      isTicking: () => isTicking,
      renewals: () => renewals,
    };
  }

  it("is prolonged with every sign of life", async () => {
    const held = await hold();
    held.clock.advance(20_000);
    held.tick();
    await until(async () => held.renewals() === 1);
    await until(async () => {
      const { writer_until } = await held.read();
      return writer_until?.getTime() === held.clock.now().getTime() + 60_000;
    });
    held.lease.stop();
    expect(held.isTicking()).toBe(false);
    expect(held.lease.signal.aborted).toBe(false);
  });

  it("ends when another one writes, or the media is deleted", async () => {
    const held = await hold();
    await held.kysely
      .updateTable("media")
      .set({ writer: "writer-2" })
      .where("id", "=", held.mediaId)
      .execute();
    held.tick();
    await until(async () => held.lease.signal.aborted);
    expect(held.lease.signal.reason).toMatchObject({ code: "not_found" });
    expect(held.renewals()).toBe(0);
    held.lease.stop();
  });
});
