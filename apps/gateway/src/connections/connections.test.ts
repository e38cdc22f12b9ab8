import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { readJson } from "../../test/create-test-gateway";
import { withDatabases } from "../../test/test-databases";

withDatabases("connections over HTTP", (engine) => {
  let test: TestConnections;
  let tenant: { id: string; key: string };
  beforeAll(async () => {
    test = await createTestConnections(engine, {
      environment: { RETURN_URLS: "https://app.example.com/done" },
    });
    tenant = await test.gateway.createTenant();
  });
  afterAll(async () => test.close());

  const post = (json: unknown, details: { key?: string; idempotencyKey?: string } = {}) =>
    test.gateway.request("/v1/connections", {
      method: "POST",
      json,
      key: details.key ?? test.gateway.adminKey,
      ...(details.idempotencyKey === undefined
        ? {}
        : { headers: { "Idempotency-Key": details.idempotencyKey } }),
    });

  it("answers a creation with exactly the documented members", async () => {
    const made = await test.create({ user: "alice" });

    expect(made).toEqual({
      id: expect.stringMatching(/^con_[A-Za-z0-9]{20}$/),
      platform: "memory",
      user: "alice",
      status: "pending",
      authorization_url: expect.stringMatching(
        /^http:\/\/localhost:8787\/connect\/[A-Za-z0-9_-]{43}$/,
      ),
      expires_at: new Date(test.gateway.clock.now().getTime() + 600_000).toISOString(),
    });
  });

  it("shows a pending connection with exactly the documented members", async () => {
    const made = await test.create({ user: "alice" });

    expect(await test.get(String(made.id))).toEqual({
      id: made.id,
      platform: "memory",
      user: "alice",
      status: "pending",
      account: null,
      scopes: [],
      missing_scopes: [],
      created_at: test.gateway.clock.now().toISOString(),
      connected_at: null,
      reauthorize_before: null,
      next_action: null,
      last_error: null,
    });
  });

  it.each([
    [{ user: "a" }, 400, "invalid_request", "/platform"],
    [{ platform: "memory" }, 400, "invalid_request", "/user"],
    [{ platform: "memory", user: "" }, 400, "invalid_request", "/user"],
    [{ platform: "memory", user: "x".repeat(129) }, 400, "invalid_request", "/user"],
    [{ platform: "memory", user: "a", more: 1 }, 400, "invalid_request", "/more"],
    [{ platform: "memory", user: "a", scopes: [] }, 400, "invalid_request", "/scopes"],
    [
      { platform: "memory", user: "a", inputs: { host: "x" } },
      400,
      "invalid_request",
      "/inputs/host",
    ],
    [{ platform: "nowhere", user: "a" }, 422, "unknown_platform", "/platform"],
    [{ platform: "memory", user: "a", scopes: ["post", "all"] }, 422, "invalid_scope", "/scopes/1"],
    [
      { platform: "memory", user: "a", return_url: "https://evil.example/" },
      422,
      "invalid_return_url",
      "/return_url",
    ],
  ])("refuses %j with %i %s at %s", async (body, status, code, path) => {
    const problem = await readJson(await post(body), status);

    expect(problem).toMatchObject({ code, errors: [{ path }] });
  });

  it("allows the return URLs of the own tenant only", async () => {
    const body = { platform: "memory", user: "a", return_url: "https://other.example/back/1" };
    const before = await post(body, { key: tenant.key });
    await test.gateway.request(`/v1/tenants/${tenant.id}`, {
      method: "PATCH",
      key: tenant.key,
      json: { return_urls: ["https://other.example/back"] },
    });

    expect(before.status).toBe(422);
    expect((await post(body, { key: tenant.key })).status).toBe(201);
    expect((await post(body)).status).toBe(422);
  });

  it("asks for every scope that the modes need, or for those named and identification", async () => {
    const all = await test.create();
    const named = await test.create({ scopes: ["profile"] });
    const rows = await test.dependencies.database.kysely
      .selectFrom("connections")
      .select(["id", "requested_scopes"])
      .where("id", "in", [String(all.id), String(named.id)])
      .execute();

    const scopesOf = (id: unknown) => rows.find((row) => row.id === id)?.requested_scopes;
    expect(scopesOf(all.id)?.toSorted()).toEqual(["post", "profile"]);
    expect(scopesOf(named.id)).toEqual(["profile"]);
  });

  it("answers a repeated creation with the same connection and the same link", async () => {
    const body = { platform: "memory", user: "repeats" };
    const first = await post(body, { idempotencyKey: "create-1" });
    const again = await post(body, { idempotencyKey: "create-1" });
    const other = await post({ ...body, user: "other" }, { idempotencyKey: "create-1" });

    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await readJson(again, 201)).toEqual(await readJson(first, 201));
    expect(await readJson(other, 422)).toMatchObject({ code: "idempotency_key_reused" });
    const list = await test.gateway.request("/v1/connections?user=repeats");
    expect((await readJson(list, 200)).data).toHaveLength(1);
  });

  it("answers a repeated reauthorisation with the same link", async () => {
    const { id } = await test.create();
    const again = () =>
      test.gateway.request(`/v1/connections/${id}/reauthorize`, {
        method: "POST",
        headers: { "Idempotency-Key": `again-${id}` },
      });
    const first = await readJson(await again(), 201);
    const second = await again();

    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await readJson(second, 201)).toEqual(first);
  });

  it("lists page by page, oldest first, and filters", async () => {
    const { key } = await test.gateway.createTenant();
    const ids: unknown[] = [];
    for (const user of ["u1", "u2", "u1"]) ids.push((await test.create({ user }, key)).id);
    const list = async (query: string) =>
      await readJson(await test.gateway.request(`/v1/connections?${query}`, { key }), 200);
    const idsOf = (page: Record<string, unknown>) =>
      Array.isArray(page.data) ? page.data.map((item: { id: unknown }) => item.id) : null;

    const first = await list("limit=2");
    const second = await list(`limit=2&cursor=${first.next_cursor}`);

    expect([...(idsOf(first) ?? []), ...(idsOf(second) ?? [])].toSorted()).toEqual(ids.toSorted());
    expect(second.next_cursor).toBeNull();
    expect(idsOf(await list("user=u2"))).toEqual([ids[1]]);
    expect(idsOf(await list("platform=nowhere"))).toEqual([]);
    expect(idsOf(await list("status=pending"))).toHaveLength(3);
    expect(idsOf(await list("status=active"))).toEqual([]);
    expect((await test.gateway.request("/v1/connections?status=odd", { key })).status).toBe(400);
    expect((await test.gateway.request("/v1/connections?odd=1", { key })).status).toBe(400);
  });

  it("reads as failed from the moment its link dies, in lists too", async () => {
    const { key } = await test.gateway.createTenant();
    const { id } = await test.create({ user: "silent" }, key);
    test.gateway.clock.advance(600_000);
    const list = async (status: string) => {
      const response = await test.gateway.request(`/v1/connections?status=${status}`, { key });
      return (await readJson(response, 200)).data;
    };

    expect(await test.get(String(id), key)).toMatchObject({
      status: "failed",
      last_error: { code: "link_expired" },
    });
    expect(await list("failed")).toMatchObject([{ id, status: "failed" }]);
    expect(await list("pending")).toEqual([]);
  });

  it("keeps a limited key to its users and platforms", async () => {
    const made = await test.gateway.request("/v1/api-keys", {
      method: "POST",
      json: { name: "limited", scopes: ["connections"], limits: { users: ["mine"] } },
    });
    const key = String((await readJson(made, 201)).key);
    const others = String((await test.create({ user: "not mine" })).id);
    const mine = String((await test.create({ user: "mine" }, key)).id);

    const create = await post({ platform: "memory", user: "not mine" }, { key });
    expect(await readJson(create, 403)).toMatchObject({ code: "key_limit_exceeded" });
    for (const [method, path] of [
      ["GET", `/v1/connections/${others}`],
      ["DELETE", `/v1/connections/${others}`],
      ["POST", `/v1/connections/${others}/reauthorize`],
      ["GET", `/v1/connections/${others}/publishing-options`],
    ] as const) {
      expect((await test.gateway.request(path, { method, key })).status).toBe(404);
    }
    const list = await readJson(await test.gateway.request("/v1/connections", { key }), 200);
    expect(list.data).toMatchObject([{ id: mine }]);
  });

  it("needs the scope connections", async () => {
    const other = await test.gateway.createTenant(["posts", "media"]);

    expect((await post({ platform: "memory", user: "a" }, { key: other.key })).status).toBe(403);
    expect((await test.gateway.request("/v1/connections", { key: other.key })).status).toBe(403);
  });
});
