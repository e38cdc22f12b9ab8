import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../../scripts/demo/free-port.mjs";
import { createWebhookSender } from "../src/webhooks/sending/create-webhook-sender";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { createTestClock } from "./test-clock";

const page = new URL("../../../docs/webhooks.md", import.meta.url);

/** The page's receiver as it stands there, told something by a gateway. */
describe("the receiver of docs/webhooks.md", () => {
  let gateway: TestGateway;
  let receiver: ChildProcess;
  let lines: AsyncIterator<string>;
  let url: string;
  let secret: string;
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}/upload-post`;
    gateway = await createTestGateway({
      engine: "embedded",
      clock: createTestClock(new Date().toISOString()),
      environment: { OUTBOUND_ALLOW: `127.0.0.1:${port}` },
    });
    const made = await gateway.request("/v1/webhook-endpoints", { method: "POST", json: { url } });
    secret = String((await readJson(made, 201)).secret);
    const code = /```js\n(.*?)```/s.exec(await readFile(page, "utf8"))?.[1] ?? "";
    receiver = spawn(process.execPath, ["--input-type=module", "--eval", code], {
      // Where `standardwebhooks` is installed.
      cwd: new URL("..", import.meta.url),
      env: { WEBHOOK_SECRET: secret, PORT: String(port) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (receiver.stdout === null) throw new Error("The receiver has no output.");
    lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe("ready");
  });
  afterAll(async () => {
    const ended = once(receiver, "exit");
    receiver.kill();
    await ended;
    await gateway.close();
  });

  const post = (body: string, headers: Record<string, string>) =>
    fetch(url, { method: "POST", body, headers });

  it("takes what the gateway sends", async () => {
    const endpoint = await gateway.dependencies.database.kysely
      .selectFrom("webhook_endpoints")
      .select("id")
      .executeTakeFirstOrThrow();
    const at = gateway.clock.now();
    await gateway.dependencies.database.kysely
      .insertInto("webhook_messages")
      .values({
        ...{ id: "msg_1", tenant_id: "default", endpoint_id: endpoint.id, status: "pending" },
        ...{ type: "delivery.updated", subject_id: "dlv_1", due_at: at, created_at: at },
        body: JSON.stringify({
          type: "delivery.updated",
          timestamp: at.toISOString(),
          data: { id: "dlv_1", status: "published" },
        }),
      })
      .execute();
    const sender = createWebhookSender(gateway.dependencies.webhooks.dependencies);
    await sender.wake();
    await sender.settle();
    expect((await lines.next()).value).toBe("delivery.updated dlv_1 published");
    const log = await readJson(await gateway.request("/v1/webhook-deliveries"), 200);
    expect(log.data).toMatchObject([{ id: "msg_1", status: "delivered" }]);
  });

  it("refuses what is forged, and looks once at what comes twice", async () => {
    const body = JSON.stringify({ type: "t", data: { id: "dlv_2", status: "s" } });
    const at = new Date();
    const headers = {
      "webhook-id": "msg_2",
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign("msg_2", at, body),
    };
    expect((await post(`${body} `, headers)).status).toBe(401);
    expect((await post(body, { ...headers, "webhook-id": "msg_3" })).status).toBe(401);
    expect((await post(body, {})).status).toBe(401);
    expect((await post(body, headers)).status).toBe(204);
    expect((await post(body, headers)).status).toBe(204);
    const last = JSON.stringify({ type: "t", data: { id: "dlv_3", status: "s" } });
    const signature = new Webhook(secret).sign("msg_3", at, last);
    await post(last, { ...headers, "webhook-id": "msg_3", "webhook-signature": signature });
    expect((await lines.next()).value).toBe("t dlv_2 s");
    expect((await lines.next()).value).toBe("t dlv_3 s");
  });
});
