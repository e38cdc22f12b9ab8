import type { Caller } from "../../access/caller";
import { randomId } from "../../access/random-id";
import { actorOf } from "../../audit/actor";
import { recordAudit } from "../../audit/record-audit";
import type { DatabaseTransaction } from "../../database/gateway-database";
import { ApiError } from "../../http/api-error";
import type { RecordCreation } from "../../idempotency/create-once";
import type { WebhookDependencies } from "../webhook-dependencies";
import { type WebhookEventType, webhookEventTypes } from "../webhook-event-type";
import { type Endpoint, toEndpoint } from "./endpoint";
import { newWebhookSecret, sealContents } from "./endpoint-secrets";
import { requireEndpointUrl } from "./require-endpoint-url";

/** Every event is written down once for each of them. */
const MAX_ENDPOINTS = 20;

/** What a new endpoint is to be. */
export type CreateEndpointInput = {
  readonly url: string;
  /** `null`: told about everything. */
  readonly events: readonly WebhookEventType[] | null;
};

/**
 * Makes an endpoint. It gets events of the accounts that the caller's key is limited to, and its secret
 * is in the answer and nowhere else.
 *
 * @throws ApiError `url_not_allowed`, or `invalid_state` when the tenant has as many as it may.
 */
export async function createEndpoint(
  dependencies: Pick<WebhookDependencies, "configuration" | "database" | "now" | "sealedValues">,
  caller: Caller,
  input: CreateEndpointInput,
  recordCreation: RecordCreation,
): Promise<Endpoint & { readonly secret: string }> {
  const { configuration, database, now, sealedValues } = dependencies;
  requireEndpointUrl(input.url, configuration.outboundAllow);
  const secret = newWebhookSecret();
  const place = { id: randomId("whk"), tenant_id: caller.tenantId };
  const { users, platforms } = caller.limits;
  const at = now();
  const row = await database.kysely.transaction().execute(async (transaction) => {
    await requireRoom(transaction, caller.tenantId);
    const created = await transaction
      .insertInto("webhook_endpoints")
      .values({
        ...place,
        sealed: sealContents(sealedValues, place, {
          url: new URL(input.url).href,
          secrets: [{ secret, until: null }],
        }),
        events: JSON.stringify([...new Set(input.events ?? webhookEventTypes)]),
        users: users === null ? null : JSON.stringify(users),
        platforms: platforms === null ? null : JSON.stringify(platforms),
        created_at: at,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordAudit(transaction, {
      ...{ tenantId: caller.tenantId, actor: actorOf(caller), at },
      action: "webhook_endpoint.created",
      object: { kind: "webhook_endpoint", id: created.id },
      detail: { events: [...created.events] },
    });
    await recordCreation(transaction, created.id);
    return created;
  });
  return { ...toEndpoint(sealedValues, row), secret };
}

/** Under the tenant's lock, so that two calls do not both take the last place. */
async function requireRoom(transaction: DatabaseTransaction, tenantId: string): Promise<void> {
  await transaction
    .selectFrom("tenants")
    .select("id")
    .where("id", "=", tenantId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const { count } = await transaction
    .selectFrom("webhook_endpoints")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("tenant_id", "=", tenantId)
    .executeTakeFirstOrThrow();
  if (Number(count) < MAX_ENDPOINTS) return;
  throw new ApiError("invalid_state", {
    detail: `The tenant has ${MAX_ENDPOINTS} webhook endpoints, and may not have more. Delete one that is not used.`,
  });
}
