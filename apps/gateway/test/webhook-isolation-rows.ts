import { readJson, type TestGateway } from "./create-test-gateway";
import { type IsolationRow, nothingToName } from "./isolation-rows";

const missingEndpoint = "whk_0000000000000000zzzz";
const missingMessage = "msg_0000000000000000zzzz";

async function makeEndpoint(gateway: TestGateway, owner: { key: string }): Promise<string> {
  const response = await gateway.request("/v1/webhook-endpoints", {
    method: "POST",
    key: owner.key,
    json: { url: "https://hooks.example.com/" },
  });
  return String((await readJson(response, 201)).id);
}

const makeMessage: IsolationRow["makeThing"] = async (gateway, owner) => {
  const endpointId = await makeEndpoint(gateway, owner);
  const id = `msg_of_${endpointId}`;
  await gateway.dependencies.database.kysely
    .insertInto("webhook_messages")
    .values({
      id,
      tenant_id: owner.id,
      endpoint_id: endpointId,
      type: "delivery.updated",
      subject_id: "dlv_of_the_owner",
      body: "{}",
      status: "delivered",
      created_at: gateway.clock.now(),
    })
    .execute();
  return id;
};

/** How the routes of webhooks keep tenants apart. */
export const webhookIsolationRows: readonly IsolationRow[] = [
  nothingToName("POST /v1/webhook-endpoints", "It names no other thing."),
  {
    route: "GET /v1/webhook-endpoints",
    expected: { kind: "not-listed" },
    makeThing: makeEndpoint,
    missingId: missingEndpoint,
    ask: () => ({ path: "/v1/webhook-endpoints?limit=200" }),
  },
  ...(["GET", "DELETE"] as const).map(
    (method): IsolationRow => ({
      route: `${method} /v1/webhook-endpoints/:id`,
      expected: { kind: "like-missing", status: 404 },
      makeThing: makeEndpoint,
      missingId: missingEndpoint,
      ask: (id) => ({ path: `/v1/webhook-endpoints/${id}` }),
    }),
  ),
  ...(["rotate-secret", "enable"] as const).map(
    (action): IsolationRow => ({
      route: `POST /v1/webhook-endpoints/:id/${action}`,
      expected: { kind: "like-missing", status: 404 },
      makeThing: makeEndpoint,
      missingId: missingEndpoint,
      ask: (id) => ({ path: `/v1/webhook-endpoints/${id}/${action}`, json: {} }),
    }),
  ),
  {
    route: "GET /v1/webhook-deliveries",
    expected: { kind: "not-listed" },
    makeThing: makeMessage,
    missingId: missingMessage,
    ask: (id) => ({
      path: `/v1/webhook-deliveries?limit=200&endpoint=${id.replace("msg_of_", "")}`,
    }),
  },
  {
    route: "POST /v1/webhook-deliveries/:id/replay",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeMessage,
    missingId: missingMessage,
    ask: (id) => ({ path: `/v1/webhook-deliveries/${id}/replay`, json: {} }),
  },
];
