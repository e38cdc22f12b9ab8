import type { DeliveryStatus } from "../src/deliveries/delivery-status";
import { recordEvent } from "../src/events/record-event";
import {
  createWebhookSender,
  type WebhookSender,
} from "../src/webhooks/sending/create-webhook-sender";
import type { WebhookDependencies } from "../src/webhooks/webhook-dependencies";
import { createTestGateway, readJson, type TestGateway } from "./create-test-gateway";
import { makePostRows } from "./make-post-rows";
import { createTestClock } from "./test-clock";
import type { DatabaseEngine } from "./test-databases";
import { startWebhookReceiver, type WebhookReceiver } from "./webhook-receiver";

/** An endpoint in a tenant of its own. */
export type TestEndpoint = {
  readonly id: string;
  readonly secret: string;
  readonly tenant: { readonly id: string; readonly key: string };
  readonly receiver: WebhookReceiver;
};

/** A line of the log, as the API shows it. */
export type LogLine = {
  readonly id: string;
  readonly status: string;
  readonly subject: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly {
    readonly response_status: number | null;
    readonly error_code: string | null;
  }[];
};

/** A gateway whose sender runs when a test says so. */
export type TestWebhooks = {
  readonly gateway: TestGateway;
  readonly dependencies: WebhookDependencies;
  readonly receivers: readonly [WebhookReceiver, WebhookReceiver];
  /** Makes a tenant with an endpoint. */
  createEndpoint(fields?: object, which?: 0 | 1): Promise<TestEndpoint>;
  /** Puts a delivery into a tenant. */
  addDelivery(tenant: { readonly id: string }): Promise<TestDelivery>;
  /** Changes a delivery's status, as the engine does, and so makes an event. */
  change(delivery: TestDelivery, status: DeliveryStatus): Promise<void>;
  /** Sends whatever is due now, with other dependencies if need be. */
  send(changes?: Partial<WebhookDependencies>): Promise<void>;
  /** A sender of another process; its dependencies may differ. */
  createSender(changes?: Partial<WebhookDependencies>): WebhookSender;
  /** The log of the endpoint, oldest first. */
  log(endpoint: TestEndpoint, query?: string): Promise<readonly LogLine[]>;
  getEndpoint(endpoint: TestEndpoint): Promise<Record<string, unknown>>;
  close(): Promise<void>;
};

/** A delivery that {@link TestWebhooks} changes. */
export type TestDelivery = {
  readonly tenantId: string;
  readonly postId: string;
  readonly deliveryId: string;
};

/** Opens a gateway with two receivers. Its clock starts now: signatures are as old as they say. */
export async function createTestWebhooks(engine: DatabaseEngine): Promise<TestWebhooks> {
  const receivers = [await startWebhookReceiver(), await startWebhookReceiver()] as const;
  const gateway = await createTestGateway({
    engine,
    clock: createTestClock(new Date().toISOString()),
    environment: { OUTBOUND_ALLOW: receivers.map(({ host }) => host).join(",") },
  });
  const { kysely } = gateway.dependencies.database;
  const dependencies: WebhookDependencies = {
    ...gateway.dependencies.webhooks.dependencies,
    random: () => 0.5,
    attemptTimeoutMs: 10_000,
  };
  return {
    gateway,
    dependencies,
    receivers,
    async createEndpoint(fields = {}, which = 0) {
      const tenant = await gateway.createTenant();
      const json = { url: receivers[which].url, ...fields };
      const made = await gateway.request("/v1/webhook-endpoints", {
        method: "POST",
        key: tenant.key,
        json,
      });
      const { id, secret } = await readJson(made, 201);
      return { id: String(id), secret: String(secret), tenant, receiver: receivers[which] };
    },
    async addDelivery(tenant) {
      return { tenantId: tenant.id, ...(await makePostRows(gateway, tenant)) };
    },
    async change({ tenantId, postId, deliveryId }, status) {
      const at = gateway.clock.now();
      await kysely.transaction().execute(async (transaction) => {
        await transaction
          .selectFrom("posts")
          .select("id")
          .where("id", "=", postId)
          .forUpdate()
          .execute();
        await transaction
          .updateTable("deliveries")
          .set({ status, updated_at: at })
          .where("id", "=", deliveryId)
          .execute();
        await recordEvent(transaction, {
          type: "delivery.updated",
          ...{ tenantId, postId, deliveryId, status, at },
          connectionId: "con_of_the_owner",
          detail: null,
        });
      });
    },
    async send(changes = {}) {
      const sender = createWebhookSender({ ...dependencies, ...changes });
      await sender.wake();
      await sender.settle();
    },
    createSender: (changes = {}) => createWebhookSender({ ...dependencies, ...changes }),
    async log(endpoint, query = "") {
      const path = `/v1/webhook-deliveries?endpoint=${endpoint.id}&limit=200${query}`;
      const { data } = await readJson(
        await gateway.request(path, { key: endpoint.tenant.key }),
        200,
      );
      return (data as LogLine[]).toReversed();
    },
    getEndpoint: async ({ id, tenant }) =>
      readJson(await gateway.request(`/v1/webhook-endpoints/${id}`, { key: tenant.key }), 200),
    async close() {
      await gateway.close();
      for (const receiver of receivers) await receiver.close();
    },
  };
}
