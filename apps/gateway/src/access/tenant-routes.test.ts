import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestGateway, readJson, type TestGateway } from "../../test/create-test-gateway";
import { withDatabases } from "../../test/test-databases";

withDatabases("tenants", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine });
  });
  afterAll(async () => gateway.close());

  const send = (method: string, path: string, json: unknown, key = gateway.adminKey) =>
    gateway.request(path, { method, json, key });

  it("are made by the bootstrap key, with their normalised return URLs", async () => {
    const json = { name: "Acme", return_urls: ["https://App.example.com/done"] };

    expect(await readJson(await send("POST", "/v1/tenants", json), 201)).toEqual({
      id: expect.stringMatching(/^ten_[A-Za-z0-9]{20}$/),
      name: "Acme",
      return_urls: ["https://app.example.com/done"],
      limits: { media_bytes: null },
    });
  });

  it("are made by no other key", async () => {
    const tenant = await gateway.createTenant();

    const response = await send("POST", "/v1/tenants", { name: "Mine" }, tenant.key);

    expect(await readJson(response, 403)).toMatchObject({ code: "insufficient_scope" });
  });

  it("are changed by their own admin keys, field by field", async () => {
    const tenant = await gateway.createTenant();
    const path = `/v1/tenants/${tenant.id}`;
    const change = { return_urls: ["https://example.com/a"] };

    await readJson(await send("PATCH", path, change, tenant.key), 200);
    const renamed = await readJson(await send("PATCH", path, { name: "New" }, tenant.key), 200);

    expect(renamed).toEqual({
      id: tenant.id,
      name: "New",
      limits: { media_bytes: null },
      ...change,
    });
  });

  it("are limited by the bootstrap key, and not by themselves", async () => {
    const json = { name: "Small", limits: { media_bytes: 1000 } };
    const { id, limits } = await readJson(await send("POST", "/v1/tenants", json), 201);
    expect(limits).toEqual({ media_bytes: 1000 });
    const path = `/v1/tenants/${id}`;
    const raised = await send("PATCH", path, { limits: { media_bytes: 5000 } });
    expect(await readJson(raised, 200)).toMatchObject({
      name: "Small",
      limits: { media_bytes: 5000 },
    });
    const free = await send("PATCH", path, { limits: { media_bytes: null } });
    expect(await readJson(free, 200)).toMatchObject({ limits: { media_bytes: null } });

    const own = await gateway.createTenant();
    const widened = await send(
      "PATCH",
      `/v1/tenants/${own.id}`,
      { limits: { media_bytes: null } },
      own.key,
    );
    expect(await readJson(widened, 403)).toMatchObject({ code: "insufficient_scope" });
    const negative = await send("PATCH", path, { limits: { media_bytes: -1 } });
    expect(await readJson(negative, 400)).toMatchObject({
      errors: [{ path: "/limits/media_bytes" }],
    });
  });

  it.each([
    ["ftp://example.com/"],
    ["https://user:password@example.com/"],
    ["https://example.com/?a=b"],
    ["https://example.com/#a"],
    ["javascript:alert(1)"],
    ["/relative"],
  ])("refuse the return URL %s", async (url) => {
    const response = await send("POST", "/v1/tenants", { name: "a", return_urls: [url] });

    expect(await readJson(response, 400)).toMatchObject({ errors: [{ path: "/return_urls/0" }] });
  });

  it("keep their things apart from each other's Idempotency-Keys", async () => {
    const [left, right] = [await gateway.createTenant(), await gateway.createTenant()];
    const make = (key: string) =>
      gateway.request("/v1/api-keys", {
        method: "POST",
        key,
        json: { name: "a", scopes: ["posts"] },
        headers: { "Idempotency-Key": "shared" },
      });

    const made = [await make(left.key), await make(right.key)];

    for (const response of made) expect(response.headers.get("idempotency-replayed")).toBeNull();
  });
});
