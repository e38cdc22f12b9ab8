import { readJson, type TestGateway } from "./create-test-gateway";
import { type IsolationRow, nothingToName } from "./isolation-rows";
import { postIsolationRows } from "./post-isolation-rows";
import { webhookIsolationRows } from "./webhook-isolation-rows";

const publicPage = "It is the same for everybody and needs no key.";

async function makeApiKey(gateway: TestGateway, owner: { key: string }): Promise<string> {
  const response = await gateway.request("/v1/api-keys", {
    method: "POST",
    key: owner.key,
    json: { name: "Another key", scopes: ["posts"] },
  });
  return String((await readJson(response, 201)).id);
}

async function makeConnection(gateway: TestGateway, owner: { key: string }): Promise<string> {
  const response = await gateway.request("/v1/connections", {
    method: "POST",
    key: owner.key,
    json: { platform: "memory", user: "someone" },
  });
  return String((await readJson(response, 201)).id);
}

const missingConnection = "con_0000000000000000zzzz";
const ownersPage = "It is found by a secret of the link, not by an id.";

async function makeUpload(gateway: TestGateway, owner: { key: string }): Promise<string> {
  const response = await gateway.request("/v1/media/uploads", {
    method: "POST",
    key: owner.key,
    json: { size_bytes: 10, type: "video/mp4" },
  });
  return String((await readJson(response, 201)).media_id);
}

const missingMedia = "med_0000000000000000zzzz";
const secretLink = "It is found by a secret of the link, not by an id.";
const uploadLink = "/uploads/:token";

const missingKey = "key_0000000000000000zzzz";

/** Every route and how it keeps tenants apart. A room adds the rows of its routes here. */
export const isolationTable: readonly IsolationRow[] = [
  nothingToName("GET /healthz", publicPage),
  nothingToName("GET /readyz", publicPage),
  nothingToName("GET /openapi.json", publicPage),
  nothingToName("GET /docs", publicPage),
  nothingToName(
    "GET /metrics",
    "It is refused to every tenant but the operator's; a test beside the route shows it.",
  ),
  nothingToName("POST /v1/tenants", "It names no other thing."),
  {
    route: "PATCH /v1/tenants/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: async (_gateway, owner) => owner.id,
    missingId: "ten_0000000000000000zzzz",
    ask: (id) => ({ path: `/v1/tenants/${id}`, json: { name: "Mine now" } }),
  },
  nothingToName(
    "POST /v1/api-keys",
    "Its `tenant` is refused before it is looked up, unless it is the caller's own; a test beside the route shows it.",
  ),
  {
    route: "GET /v1/api-keys",
    expected: { kind: "not-listed" },
    makeThing: makeApiKey,
    missingId: missingKey,
    ask: () => ({ path: "/v1/api-keys?limit=200" }),
  },
  {
    route: "GET /v1/api-keys/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeApiKey,
    missingId: missingKey,
    ask: (id) => ({ path: `/v1/api-keys/${id}` }),
  },
  {
    route: "DELETE /v1/api-keys/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeApiKey,
    missingId: missingKey,
    ask: (id) => ({ path: `/v1/api-keys/${id}` }),
  },
  {
    route: "GET /v1/audit",
    expected: { kind: "not-listed" },
    makeThing: makeApiKey,
    missingId: missingKey,
    ask: () => ({ path: "/v1/audit?limit=200" }),
  },
  ...(["POST /v1/pause", "POST /v1/resume"] as const).map(
    (route): IsolationRow => ({
      route,
      expected: { kind: "like-missing", status: 422 },
      makeThing: makeConnection,
      missingId: missingConnection,
      ask: (id) => ({ path: route.slice("POST ".length), json: { scope: "connection", id } }),
    }),
  ),
  {
    route: "GET /v1/pauses",
    expected: { kind: "not-listed" },
    makeThing: async (gateway, owner) => {
      const id = await makeConnection(gateway, owner);
      const json = { scope: "connection", id };
      await gateway.request("/v1/pause", { method: "POST", key: owner.key, json });
      return id;
    },
    missingId: missingConnection,
    ask: () => ({ path: "/v1/pauses" }),
  },
  nothingToName("POST /v1/connections", "It names no other thing of a tenant."),
  {
    route: "GET /v1/connections",
    expected: { kind: "not-listed" },
    makeThing: makeConnection,
    missingId: missingConnection,
    ask: () => ({ path: "/v1/connections?limit=200" }),
  },
  {
    route: "GET /v1/connections/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeConnection,
    missingId: missingConnection,
    ask: (id) => ({ path: `/v1/connections/${id}` }),
  },
  {
    route: "DELETE /v1/connections/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeConnection,
    missingId: missingConnection,
    ask: (id) => ({ path: `/v1/connections/${id}` }),
  },
  {
    route: "POST /v1/connections/:id/reauthorize",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeConnection,
    missingId: missingConnection,
    ask: (id) => ({ path: `/v1/connections/${id}/reauthorize`, json: {} }),
  },
  {
    route: "GET /v1/connections/:id/publishing-options",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeConnection,
    missingId: missingConnection,
    ask: (id) => ({ path: `/v1/connections/${id}/publishing-options` }),
  },
  nothingToName("GET /connect/:token", ownersPage),
  nothingToName("POST /connect/:token", ownersPage),
  nothingToName("GET /oauth/:platform/callback", ownersPage),
  nothingToName("POST /mcp", "What its tools name is in a table of its own, mcp-tool-table.ts."),
  nothingToName("POST /v1/media", "It names no other thing."),
  nothingToName("POST /v1/media/uploads", "It names no other thing."),
  {
    route: "GET /v1/media/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeUpload,
    missingId: missingMedia,
    ask: (id) => ({ path: `/v1/media/${id}` }),
  },
  {
    route: "DELETE /v1/media/:id",
    expected: { kind: "like-missing", status: 404 },
    makeThing: makeUpload,
    missingId: missingMedia,
    ask: (id) => ({ path: `/v1/media/${id}` }),
  },
  ...["OPTIONS", "GET", "PATCH", "PUT", "DELETE"].map((method) =>
    nothingToName(`${method} ${uploadLink}`, secretLink),
  ),
  nothingToName("GET /public/media/:name", secretLink),
  nothingToName(
    "POST /webhooks/:platform",
    "Only the platform can speak here, and it names nothing that is answered with.",
  ),
  ...postIsolationRows,
  ...webhookIsolationRows,
];
