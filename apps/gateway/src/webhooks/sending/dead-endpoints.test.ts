import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createTestWebhooks,
  type TestEndpoint,
  type TestWebhooks,
} from "../../../test/create-test-webhooks";
import { withDatabases } from "../../../test/test-databases";

const EVENTS = 1_000;

withDatabases("endpoints that hang", (engine) => {
  let test: TestWebhooks;
  beforeAll(async () => {
    test = await createTestWebhooks(engine);
  });
  afterAll(() => test.close());

  it("with a thousand events waiting, do not hold up another one", async () => {
    const dead = await test.createEndpoint();
    const alive = await test.createEndpoint({}, 1);
    dead.receiver.answerAlways("hang");
    await addEvents(dead);
    // Later than all of them.
    test.gateway.clock.advance(1);
    const delivery = await test.addDelivery(alive.tenant);
    await test.change(delivery, "queued");
    const told = new Promise<void>((resolve) => {
      alive.receiver.answerAlways(() => {
        resolve();
        return 204;
      });
    });

    const sender = test.createSender({ attemptTimeoutMs: 600_000 });
    await sender.wake();
    await told;
    expect(dead.receiver.received.length).toBeLessThanOrEqual(4);

    sender.stop(new Error("The gateway is stopping."));
    await sender.settle();
    // What was broken off is nobody's, and due as before.
    const { count } = await test.gateway.dependencies.database.kysely
      .selectFrom("webhook_messages")
      .select(({ fn }) => fn.countAll().as("count"))
      .where("endpoint_id", "=", dead.id)
      .where("status", "=", "pending")
      .where("lease_until", "is", null)
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(EVENTS);
  });

  async function addEvents({ id, tenant }: TestEndpoint): Promise<void> {
    const at = test.gateway.clock.now();
    await sql`
      insert into webhook_messages
        (id, tenant_id, endpoint_id, type, subject_id, body, status, due_at, created_at)
      select 'msg_' || ${id} || n, ${tenant.id}, ${id}, 'delivery.updated', 'dlv_' || n,
        '{"data":{}}', 'pending', ${at}::timestamptz, ${at}::timestamptz
      from generate_series(1, ${EVENTS}::int) n`.execute(test.gateway.dependencies.database.kysely);
  }
});
