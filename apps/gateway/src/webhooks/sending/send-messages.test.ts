import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import {
  createTestWebhooks,
  type TestDelivery,
  type TestEndpoint,
  type TestWebhooks,
} from "../../../test/create-test-webhooks";
import { withDatabases } from "../../../test/test-databases";
import { createOutboundClient } from "../../outbound/create-outbound-client";
import { createSendingRoom } from "./sending-room";

const SECOND_MS = 1000;
const DAY_MS = 24 * 60 * 60 * SECOND_MS;

withDatabases("sending webhooks", (engine) => {
  let test: TestWebhooks;
  let endpoint: TestEndpoint;
  let delivery: TestDelivery;
  /** What the endpoint of this test has been told. */
  const told = () =>
    endpoint.receiver.received.filter(({ data }) => data.id === delivery.deliveryId);
  const ids = () => told().map(({ headers }) => headers["webhook-id"]);
  beforeAll(async () => {
    test = await createTestWebhooks(engine);
  });
  beforeEach(async () => {
    endpoint = await test.createEndpoint();
    delivery = await test.addDelivery(endpoint.tenant);
  });
  afterEach(async () => {
    endpoint.receiver.answerAlways(204);
    // Whatever a test leaves behind is not the next one's.
    const path = `/v1/webhook-endpoints/${endpoint.id}`;
    await test.gateway.request(path, { method: "DELETE", key: endpoint.tenant.key });
  });
  afterAll(() => test.close());

  it("tells what changed, at once, as the API shows it", async () => {
    await test.change(delivery, "queued");
    await test.send();

    const [message] = told();
    const { key } = endpoint.tenant;
    const shown = await readJson(
      await test.gateway.request(`/v1/posts/${delivery.postId}`, { key }),
      200,
    );
    const [data] = shown.deliveries as object[];
    expect(JSON.parse(message?.body ?? "")).toEqual({
      type: "delivery.updated",
      timestamp: test.gateway.clock.now().toISOString(),
      data: { ...data, post: delivery.postId },
    });
    expect(message?.headers["content-type"]).toBe("application/json");
    expect(await test.log(endpoint)).toMatchObject([
      { id: ids()[0], status: "delivered", subject: delivery.deliveryId, next_attempt_at: null },
    ]);
  });

  describe("signatures", () => {
    const verify = (secret: string, changes: Record<string, string> = {}, body?: string) => {
      const message = told().at(-1);
      return new Webhook(secret).verify(body ?? message?.body ?? "", {
        ...message?.headers,
        ...changes,
      });
    };

    it("are those of Standard Webhooks, also by its words alone", async () => {
      await test.change(delivery, "queued");
      await test.send();
      const message = told()[0];
      expect(verify(endpoint.secret)).toMatchObject({ data: { id: delivery.deliveryId } });
      const { "webhook-id": id, "webhook-timestamp": at } = message?.headers ?? {};
      const signed = createHmac("sha256", Buffer.from(endpoint.secret.slice(6), "base64"))
        .update(`${id}.${at}.${message?.body}`)
        .digest("base64");
      expect(message?.headers["webhook-signature"]).toBe(`v1,${signed}`);
    });

    it("fit nothing but the very message", async () => {
      await test.change(delivery, "queued");
      await test.send();
      const { body = "", headers = {} } = told()[0] ?? {};
      const signature = String(headers["webhook-signature"]);
      for (let index = 0; index < body.length; index += 7) {
        const code = String.fromCharCode(body.charCodeAt(index) ^ 1);
        const changed = `${body.slice(0, index)}${code}${body.slice(index + 1)}`;
        expect(() => verify(endpoint.secret, {}, changed)).toThrow("No matching signature");
      }
      const older = String(Number(headers["webhook-timestamp"]) - 1);
      const forgeries: readonly Record<string, string>[] = [
        { "webhook-id": "msg_other" },
        { "webhook-timestamp": older },
        { "webhook-timestamp": String(Number(older) - 600) },
        { "webhook-signature": `${signature.slice(0, -3)}AA=` },
        { "webhook-signature": signature.replace("v1,", "v2,") },
        { "webhook-signature": "" },
      ];
      for (const forged of forgeries) {
        expect(() => verify(endpoint.secret, forged)).toThrow();
      }
      expect(() => verify(`whsec_${Buffer.alloc(32).toString("base64")}`)).toThrow();
    });

    it("are made with both secrets for a day after a rotation", async () => {
      const rotate = async () => {
        const path = `/v1/webhook-endpoints/${endpoint.id}/rotate-secret`;
        const { key } = endpoint.tenant;
        return readJson(await test.gateway.request(path, { method: "POST", key }), 200);
      };
      const second = String((await rotate()).secret);
      await test.change(delivery, "queued");
      await test.send();
      for (const secret of [endpoint.secret, second]) expect(verify(secret)).toBeDefined();
      expect(told()[0]?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);

      // An answer that was lost is asked for again: what the receiver knows must go on verifying.
      const third = String((await rotate()).secret);
      test.gateway.clock.advance(DAY_MS - 1);
      await test.change(delivery, "processing");
      await test.send();
      const signatures = told().at(-1)?.headers["webhook-signature"]?.split(" ");
      expect(signatures).toHaveLength(3);
      test.gateway.clock.advance(1);
      await test.change(delivery, "published");
      await test.send();
      const message = told().at(-1);
      const at = new Date(Number(message?.headers["webhook-timestamp"]) * 1000);
      expect(message?.headers["webhook-signature"]).toBe(
        new Webhook(third).sign(String(message?.headers["webhook-id"]), at, message?.body ?? ""),
      );
      await readJson(
        await test.gateway.request(`/v1/webhook-endpoints/${endpoint.id}`, {
          key: endpoint.tenant.key,
        }),
        200,
      );
    });

    it("do not pile up without end", async () => {
      const path = `/v1/webhook-endpoints/${endpoint.id}/rotate-secret`;
      const { key } = endpoint.tenant;
      const statuses: number[] = [];
      for (let count = 0; count < 6; count += 1) {
        statuses.push((await test.gateway.request(path, { method: "POST", key })).status);
      }
      expect(statuses).toEqual([200, 200, 200, 200, 409, 409]);
    });
  });

  describe("retries", () => {
    const lastAttempt = async () => (await test.log(endpoint)).at(-1)?.attempts.at(-1);

    it.each([
      [500, { response_status: 500, error_code: "refused" }],
      [400, { response_status: 400, error_code: "refused" }],
      ["reset", { response_status: null, error_code: "unreachable" }],
      ["hang", { response_status: null, error_code: "timeout" }],
    ] as const)("after %s, within ten seconds and under the same id", async (answer, attempt) => {
      endpoint.receiver.answerNext(answer);
      await test.change(delivery, "queued");
      await test.send(answer === "hang" ? { attemptTimeoutMs: 100 } : {});
      expect(await lastAttempt()).toMatchObject(attempt);
      expect(await test.getEndpoint(endpoint)).toMatchObject({ failing_since: expect.any(String) });
      await test.send();
      expect(told()).toHaveLength(1);

      test.gateway.clock.advance(9 * SECOND_MS);
      await test.send();
      expect(told()).toHaveLength(2);
      expect(new Set(ids()).size).toBe(1);
      expect(new Set(told().map(({ body }) => body)).size).toBe(1);
      const [line] = await test.log(endpoint);
      expect(line).toMatchObject({ status: "delivered", next_attempt_at: null });
      expect(line?.attempts).toMatchObject([attempt, { response_status: 204, error_code: null }]);
      expect(await test.getEndpoint(endpoint)).toMatchObject({ failing_since: null });
    });

    it("never follow a redirect", async () => {
      const [, other] = test.receivers;
      const before = other.received.length;
      endpoint.receiver.answerNext({ redirectTo: other.url });
      await test.change(delivery, "queued");
      await test.send();
      expect(await lastAttempt()).toMatchObject({ response_status: 307, error_code: "redirected" });
      expect(other.received).toHaveLength(before);
    });

    it("show nothing of what the endpoint answered", async () => {
      endpoint.receiver.answerNext(500);
      await test.change(delivery, "queued");
      await test.send();
      expect(JSON.stringify(await test.log(endpoint))).not.toContain("a long story");
      expect(test.gateway.logLines.join("")).not.toContain("a long story");
    });

    it("go on for five days, ever more rarely, and then end with the endpoint", async () => {
      endpoint.receiver.answerAlways(503);
      await test.change(delivery, "queued");
      test.gateway.clock.advance(1);
      await test.change(delivery, "processing");
      const began = test.gateway.clock.now().getTime();
      const afterMs: number[] = [];
      for (;;) {
        await test.send();
        afterMs.push(test.gateway.clock.now().getTime() - began);
        const next = (await test.log(endpoint))[0]?.next_attempt_at;
        if (next === null || next === undefined) break;
        test.gateway.clock.advance(Date.parse(next) - test.gateway.clock.now().getTime());
      }

      expect(afterMs.at(-1)).toBe(5 * DAY_MS);
      const waits = afterMs.slice(1).map((ms, index) => (ms - (afterMs[index] ?? 0)) / SECOND_MS);
      expect(waits.slice(0, 7)).toEqual(
        [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400].map((seconds) => (seconds * 11) / 10),
      );
      expect(told()).toHaveLength(afterMs.length);
      expect(await test.getEndpoint(endpoint)).toMatchObject({
        status: "disabled",
        disabled_reason: "failing",
      });
      const log = await test.log(endpoint);
      expect(log.map(({ status }) => status)).toEqual(["failed", "failed"]);
      expect(log[1]?.attempts).toMatchObject([{ error_code: "endpoint_disabled" }]);
    });

    it("end at once when the endpoint says that it is gone", async () => {
      endpoint.receiver.answerNext(410);
      const other = await test.addDelivery(endpoint.tenant);
      await test.change(delivery, "queued");
      test.gateway.clock.advance(1);
      await test.change(other, "queued");
      await test.change(delivery, "processing");
      await test.send();

      expect(await test.getEndpoint(endpoint)).toMatchObject({
        status: "disabled",
        disabled_reason: "gone",
      });
      for (const { status } of await test.log(endpoint)) expect(status).not.toBe("pending");
      const { data } = await readJson(
        await test.gateway.request(`/v1/audit?object=${endpoint.id}`, { key: endpoint.tenant.key }),
        200,
      );
      expect((data as object[])[0]).toMatchObject({
        action: "webhook_endpoint.disabled",
        detail: { reason: "gone" },
      });
      await test.change(delivery, "published");
      expect(await test.log(endpoint)).toHaveLength(3);
    });
  });

  describe("what an operator can do", () => {
    const ask = (path: string) =>
      test.gateway.request(path, { method: "POST", key: endpoint.tenant.key });

    it("enabling an endpoint again, and replaying what it missed, under the same id", async () => {
      endpoint.receiver.answerNext(410);
      await test.change(delivery, "queued");
      await test.send();
      const [line] = await test.log(endpoint);
      const replay = `/v1/webhook-deliveries/${line?.id}/replay`;
      expect(await readJson(await ask(replay), 409)).toMatchObject({ code: "invalid_state" });

      const enabled = await ask(`/v1/webhook-endpoints/${endpoint.id}/enable`);
      expect(await readJson(enabled, 200)).toMatchObject({
        status: "enabled",
        failing_since: null,
      });
      expect(await readJson(await ask(replay), 202)).toMatchObject({
        id: line?.id,
        status: "pending",
        next_attempt_at: test.gateway.clock.now().toISOString(),
      });
      await test.send();
      expect(ids()).toEqual([line?.id, line?.id]);
      expect(await test.log(endpoint)).toMatchObject([{ status: "delivered" }]);
    });

    it("replaying what was delivered, as often as wanted", async () => {
      await test.change(delivery, "queued");
      await test.send();
      const [line] = await test.log(endpoint);
      for (let count = 0; count < 3; count += 1) {
        await readJson(await ask(`/v1/webhook-deliveries/${line?.id}/replay`), 202);
        await test.send();
      }
      expect(ids()).toEqual(Array.from({ length: 4 }, () => line?.id));
    });

    it("looking at the log by status", async () => {
      endpoint.receiver.answerNext(500);
      await test.change(delivery, "queued");
      await test.send();
      expect(await test.log(endpoint, "&status=pending")).toHaveLength(1);
      expect(await test.log(endpoint, "&status=delivered")).toHaveLength(0);
      await readJson(
        await test.gateway.request("/v1/webhook-deliveries?status=lost", {
          key: endpoint.tenant.key,
        }),
        400,
      );
    });
  });

  it("never reaches an address that a name leads to and that is not public", async () => {
    const outbound = createOutboundClient({
      allow: [],
      resolveHost: async () => [{ address: "127.0.0.1", family: 4 }],
    });
    const secure = await test.createEndpoint({ url: "https://hooks.example.com/" });
    const own = await test.addDelivery(secure.tenant);
    await test.change(own, "queued");
    await test.send({ outbound });
    await outbound.close();

    const [line] = await test.log(secure);
    expect(line?.attempts).toMatchObject([
      { response_status: null, error_code: "address_refused" },
    ]);
    expect(JSON.stringify(line)).not.toContain("127.0.0.1");
  });

  it("tells only whom it concerns", async () => {
    const stranger = await test.createEndpoint({}, 1);
    const connections = await test.createEndpoint({ events: ["connection.active"] }, 1);
    const before = test.receivers[1].received.length;
    await test.change(delivery, "queued");
    await test.send();
    expect(told()).toHaveLength(1);
    expect(test.receivers[1].received).toHaveLength(before);
    for (const other of [stranger, connections]) expect(await test.log(other)).toEqual([]);
  });

  it("leaves one place for an endpoint that fails, and four for one that works", () => {
    const room = createSendingRoom();
    const enter = (endpointId: string, isFailing: boolean, count: number) =>
      Array.from({ length: count }, (_, index) =>
        room.enter({ id: `${endpointId}-${index}`, endpointId, isFailing }),
      ).filter(Boolean).length;
    expect(enter("dead", true, 10)).toBe(1);
    expect(enter("alive", false, 10)).toBe(4);
    for (let index = 0; index < 200; index += 1) enter(`dead-${index}`, true, 1);
    expect(enter("other", false, 10)).toBe(4);
  });
});
