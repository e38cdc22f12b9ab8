import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  createTestWebhooks,
  type TestDelivery,
  type TestEndpoint,
  type TestWebhooks,
} from "../../../test/create-test-webhooks";
import { withDatabases } from "../../../test/test-databases";
import type { ReceiverAnswer } from "../../../test/webhook-receiver";
import type { DeliveryStatus } from "../../deliveries/delivery-status";
import { claimMessages, findDueMessages } from "./claim-messages";
import { sweepMessages } from "./sweep-messages";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const statuses: readonly DeliveryStatus[] = ["queued", "uploading", "processing", "published"];

withDatabases("the order of webhooks", (engine) => {
  let test: TestWebhooks;
  beforeAll(async () => {
    test = await createTestWebhooks(engine);
  });
  afterAll(() => test.close());

  const kysely = () => test.gateway.dependencies.database.kysely;
  const told = ({ receiver }: TestEndpoint, { deliveryId }: TestDelivery) =>
    receiver.received.filter(({ data }) => data.id === deliveryId);
  /** Each message at its first arrival, and the state it told. */
  const firstArrivals = (endpoint: TestEndpoint, delivery: TestDelivery) =>
    [
      ...new Map(told(endpoint, delivery).map((one) => [one.headers["webhook-id"], one])).values(),
    ].map(({ data }) => (data.timeline as unknown[]).length);

  it("of one delivery is kept: nothing later is tried before the earlier is told", async () => {
    const endpoint = await test.createEndpoint();
    const [first, second] = [
      await test.addDelivery(endpoint.tenant),
      await test.addDelivery(endpoint.tenant),
    ];
    endpoint.receiver.answerAlways(({ data }) => (data.id === first.deliveryId ? 500 : 204));
    for (const status of statuses) {
      await test.change(first, status);
      await test.change(second, status);
    }
    await test.send();
    expect(told(endpoint, first)).toHaveLength(1);
    expect(told(endpoint, second).map(({ data }) => data.status)).toEqual(statuses);

    endpoint.receiver.answerAlways(204);
    test.gateway.clock.advance(MINUTE_MS);
    await test.send();
    expect(told(endpoint, first).map(({ data }) => data.status)).toEqual(["queued", ...statuses]);
  });

  it("holds however endpoints answer, senders die and events come", async () => {
    const answer = fc.constantFrom<ReceiverAnswer>(204, 204, 200, 500, 429, "reset");
    const operation = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("change"), which: fc.nat(2) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant("send"), which: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait"), which: fc.nat(600) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("die"), which: fc.constant(0) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("beside"), which: fc.nat(2) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(operation, { minLength: 5, maxLength: 25 }),
        fc.array(answer, { maxLength: 20 }),
        async (operations, answers) => {
          const endpoint = await test.createEndpoint();
          const deliveries = [
            await test.addDelivery(endpoint.tenant),
            await test.addDelivery(endpoint.tenant),
            await test.addDelivery(endpoint.tenant),
          ];
          const changes = [0, 0, 0];
          const change = async (which: number) => {
            const delivery = deliveries[which];
            if (delivery === undefined) throw new Error(`There is no delivery ${which}.`);
            const count = (changes[which] ?? 0) + 1;
            changes[which] = count;
            await test.change(delivery, statuses[count % statuses.length] ?? "queued");
          };
          endpoint.receiver.answerNext(...answers);
          for (const { kind, which } of operations) {
            if (kind === "change") await change(which);
            if (kind === "wait") test.gateway.clock.advance(which * 1000);
            if (kind === "send") await test.send();
            if (kind === "beside") {
              await Promise.all([change(which), test.send(), test.send(), change(which)]);
            }
            if (kind === "die") await dieWithEverything(endpoint);
          }
          // What is left of the answers must not be the next run's.
          endpoint.receiver.forgetAnswers();
          for (let day = 0; day < 5; day += 1) {
            await test.send();
            test.gateway.clock.advance(DAY_MS);
          }
          for (const [index, delivery] of deliveries.entries()) {
            const expected = Array.from({ length: changes[index] ?? 0 }, (_, at) => at + 1);
            expect(firstArrivals(endpoint, delivery)).toEqual(expected);
          }
          for (const { status } of await test.log(endpoint)) expect(status).toBe("delivered");
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);

  it("survives a sender that dies after sending: the same message comes again, none is lost", async () => {
    const endpoint = await test.createEndpoint();
    const delivery = await test.addDelivery(endpoint.tenant);
    for (const status of statuses) await test.change(delivery, status);
    // It sends, and then its process is gone before it can write that down.
    const unplugged = { ...test.dependencies.database, kysely: brokenAfterSending() };
    await test.send({ database: unplugged });
    expect(told(endpoint, delivery)).toHaveLength(1);
    await test.send();
    expect(told(endpoint, delivery)).toHaveLength(1);

    await expireLeases(endpoint);
    await test.send();
    const ids = told(endpoint, delivery).map(({ headers }) => headers["webhook-id"]);
    expect(ids).toHaveLength(statuses.length + 1);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(statuses.length);
  });

  it("is not disturbed by a sender that wakes up late: it writes nothing any more", async () => {
    const endpoint = await test.createEndpoint();
    const delivery = await test.addDelivery(endpoint.tenant);
    await test.change(delivery, "queued");
    const arrived = Promise.withResolvers<void>();
    endpoint.receiver.answerAlways(() => {
      arrived.resolve();
      return "hang";
    });
    const late = test.createSender({ attemptTimeoutMs: 1_000 });
    await late.wake();
    await arrived.promise;
    await expireLeases(endpoint);
    endpoint.receiver.answerAlways(204);
    await test.send();
    await late.settle();

    expect(await test.log(endpoint)).toMatchObject([
      { status: "delivered", attempts: [{ response_status: 204, error_code: null }] },
    ]);
    expect(await test.getEndpoint(endpoint)).toMatchObject({ failing_since: null });
  });

  it("lets events come while endpoints are deleted and disabled", async () => {
    for (let round = 0; round < 8; round += 1) {
      const endpoint = await test.createEndpoint();
      const deliveries: TestDelivery[] = [];
      for (let count = 0; count < 4; count += 1) {
        deliveries.push(await test.addDelivery(endpoint.tenant));
      }
      const change = (status: DeliveryStatus) =>
        Promise.all(deliveries.map((delivery) => test.change(delivery, status)));
      await change("queued");
      endpoint.receiver.answerAlways(round % 2 === 0 ? 410 : 204);
      const path = `/v1/webhook-endpoints/${endpoint.id}`;
      const remove = { method: "DELETE", key: endpoint.tenant.key };
      await Promise.all([
        change("uploading"),
        test.send(),
        change("processing"),
        round % 2 === 0 ? test.send() : test.gateway.request(path, remove),
        change("published"),
      ]);
      await sweepMessages(test.dependencies);
      if (round % 2 === 1) continue;
      await test.send();
      for (const { status } of await test.log(endpoint)) expect(status).not.toBe("pending");
    }
    test.receivers[0].answerAlways(204);
  });

  it("is shared by senders that run side by side: each message is sent once", async () => {
    const endpoint = await test.createEndpoint();
    const deliveries: TestDelivery[] = [];
    for (let count = 0; count < 20; count += 1) {
      const delivery = await test.addDelivery(endpoint.tenant);
      for (const status of statuses) await test.change(delivery, status);
      deliveries.push(delivery);
    }
    await Promise.all([test.send(), test.send(), test.send(), test.send()]);
    await test.send();
    for (const delivery of deliveries) {
      expect(told(endpoint, delivery).map(({ data }) => data.status)).toEqual(statuses);
    }
  });

  it("is repaired when a message waits for one that has ended", async () => {
    const endpoint = await test.createEndpoint();
    const delivery = await test.addDelivery(endpoint.tenant);
    await test.change(delivery, "queued");
    await kysely()
      .updateTable("webhook_messages")
      .set({ due_at: null })
      .where("endpoint_id", "=", endpoint.id)
      .execute();
    await test.send();
    expect(told(endpoint, delivery)).toHaveLength(0);
    expect(await sweepMessages(test.dependencies)).toBe(1);
    await test.send();
    expect(told(endpoint, delivery)).toHaveLength(1);
  });

  /** Senders claim everything that is due, and are never heard of again. */
  async function dieWithEverything(endpoint: TestEndpoint): Promise<void> {
    const { database, now } = test.dependencies;
    const due = await findDueMessages(database, now(), 100);
    const ids = due.filter(({ endpointId }) => endpointId === endpoint.id).map(({ id }) => id);
    await claimMessages(database, ids, now());
    await expireLeases(endpoint);
  }

  async function expireLeases({ id }: TestEndpoint): Promise<void> {
    await kysely()
      .updateTable("webhook_messages")
      .set({ lease_until: new Date(0) })
      .where("endpoint_id", "=", id)
      .where("lease_until", "is not", null)
      .execute();
  }

  /** The database of a process that dies before its first transaction. */
  function brokenAfterSending() {
    const working = kysely();
    return new Proxy(working, {
      get(target, name) {
        if (name === "transaction") throw new Error("The process is gone.");
        const member: unknown = Reflect.get(target, name, target);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
  }
});
