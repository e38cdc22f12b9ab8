import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { openPostgresqlDatabase } from "../../apps/gateway/src/database/open-postgresql-database";
import { recordEvent } from "../../apps/gateway/src/events/record-event";
import { type Gateway, openGateway } from "../../apps/gateway/src/open-gateway";
import { makePostRows } from "../../apps/gateway/test/make-post-rows";
import { openPostgresServer } from "../../apps/gateway/test/postgres-server";
import {
  startWebhookReceiver,
  type WebhookReceiver,
} from "../../apps/gateway/test/webhook-receiver";
import { type SenderSettings, senderConfiguration, senderNow } from "./sender-settings";

/** An endpoint and the server behind it. */
export type ProvenEndpoint = { readonly receiver: WebhookReceiver; readonly secret: string };

/** A gateway that makes events, and three endpoints that are told about all of them. */
export type WebhookWorld = {
  readonly settings: SenderSettings;
  readonly endpoints: readonly [ProvenEndpoint, ProvenEndpoint, ProvenEndpoint];
  addDelivery(): Promise<{ readonly postId: string; readonly deliveryId: string }>;
  /** Something happens to a delivery. */
  change(delivery: { readonly postId: string; readonly deliveryId: string }): Promise<void>;
  /** Every lease runs out: those of the dead, and of the living too. */
  expireLeases(): Promise<void>;
  close(): Promise<void>;
};

/** Starts PostgreSQL, the receivers and the gateway. */
export async function openWebhookWorld(): Promise<WebhookWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), "upload-post-prove-webhooks-"));
  const postgres = await openPostgresServer();
  const receivers = await Promise.all([0, 1, 2].map(startWebhookReceiver));
  const settings: SenderSettings = {
    databaseUrl: await postgres.createDatabase(),
    dataDir,
    receivers: receivers.map(({ host }) => host),
    startedAtMs: Date.now(),
  };
  const now = senderNow(settings);
  const gateway = await openGateway({
    configuration: senderConfiguration(settings),
    openDatabase: async () =>
      openPostgresqlDatabase({
        url: createSecret(settings.databaseUrl),
        onConnectionLost: () => undefined,
      }),
    writeLog: () => undefined,
    now,
    fetch: () => Promise.reject(new Error("This gateway calls no platform.")),
  });
  const { kysely } = gateway.dependencies.database;
  const [first, second, third] = receivers;
  if (first === undefined || second === undefined || third === undefined) {
    throw new Error("There are three receivers.");
  }
  return {
    settings,
    endpoints: [
      await addEndpoint(gateway, first),
      await addEndpoint(gateway, second),
      await addEndpoint(gateway, third),
    ],
    addDelivery: () => makePostRows(gateway, { id: "default" }),
    change: ({ postId, deliveryId }) =>
      kysely.transaction().execute(async (transaction) => {
        await transaction
          .selectFrom("posts")
          .select("id")
          .where("id", "=", postId)
          .forUpdate()
          .execute();
        await recordEvent(transaction, {
          ...{ type: "delivery.updated", tenantId: "default", postId, deliveryId, at: now() },
          ...{ connectionId: "con_of_the_owner", status: "waiting", detail: null },
        });
      }),
    expireLeases: async () => {
      await kysely
        .updateTable("webhook_messages")
        .set({ lease_until: new Date(0) })
        .where("id", "in", (query) =>
          query
            .selectFrom("webhook_messages")
            .select("id")
            .where("lease_until", "is not", null)
            .forUpdate()
            .skipLocked(),
        )
        .execute();
    },
    async close() {
      await gateway.close();
      for (const receiver of receivers) await receiver.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function addEndpoint(gateway: Gateway, receiver: WebhookReceiver): Promise<ProvenEndpoint> {
  const answer = await gateway.app.request("/v1/webhook-endpoints", {
    method: "POST",
    headers: {
      authorization: "Bearer proof-of-webhooks-admin-key",
      "content-type": "application/json",
    },
    body: JSON.stringify({ url: receiver.url }),
  });
  if (answer.status !== 201) throw new Error(`The endpoint was answered ${answer.status}.`);
  const { secret } = (await answer.json()) as { readonly secret: string };
  return { receiver, secret };
}
