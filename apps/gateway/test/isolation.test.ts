import { createMemoryConnector, createMemoryPlatform } from "@upload-post/core/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { registeredRoutes } from "../src/http/not-found";
import { createTestGateway, type TestGateway } from "./create-test-gateway";
import type { IsolationRow } from "./isolation-rows";
import { isolationTable } from "./isolation-table";
import { withDatabases } from "./test-databases";

withDatabases("isolation of tenants", (engine) => {
  let gateway: TestGateway;
  let owner: { id: string; key: string };
  let stranger: { id: string; key: string };
  beforeAll(async () => {
    const platform = createMemoryPlatform();
    gateway = await createTestGateway({
      engine,
      connectors: [createMemoryConnector({ platform })],
    });
    owner = await gateway.createTenant();
    stranger = await gateway.createTenant();
  });
  afterAll(async () => gateway.close());

  it("has exactly one row for every registered route", () => {
    const routes = registeredRoutes(gateway.app).map(({ method, path }) => `${method} ${path}`);

    expect(isolationTable.map(({ route }) => route).toSorted()).toEqual(routes.toSorted());
  });

  it.each(rowsOf("like-missing"))(
    "answers a stranger like a missing id, byte for byte: $route",
    async (row) => {
      const id = await row.makeThing(gateway, owner);

      const strangers = await answer(row, id);
      const missing = await answer(row, row.missingId);

      expect(strangers.status).toBe("status" in row.expected ? row.expected.status : 0);
      expect(strangers).toEqual(missing);
    },
  );

  it.each(rowsOf("not-listed"))("does not list a stranger's thing: $route", async (row) => {
    const id = await row.makeThing(gateway, owner);

    const own = await answer(row, id, owner.key);
    const strangers = await answer(row, id);

    expect(own.body).toContain(id);
    expect(strangers.status).toBe(200);
    expect(strangers.body).not.toContain(id);
  });

  /** The answer without what differs between any two requests. */
  async function answer(row: IsolationRow, id: string, key = stranger.key) {
    const { path, json } = row.ask(id);
    const method = row.route.slice(0, row.route.indexOf(" "));
    const headers = { "X-Request-Id": "same" };
    const response = await gateway.request(path, { method, key, json, headers });
    const varying = ["ratelimit", "date"];
    const fixed = [...response.headers].filter(([name]) => !varying.includes(name));
    return { status: response.status, body: await response.text(), headers: fixed };
  }
});

function rowsOf(kind: IsolationRow["expected"]["kind"]): readonly IsolationRow[] {
  return isolationTable.filter((row) => row.expected.kind === kind);
}
