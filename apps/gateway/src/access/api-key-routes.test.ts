import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, readJson, type TestGateway } from "../../test/create-test-gateway";
import { withDatabases } from "../../test/test-databases";

withDatabases("API keys", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine });
  });
  afterAll(async () => gateway.close());

  const make = (json: unknown, key?: string, headers = {}) =>
    gateway.request("/v1/api-keys", { method: "POST", json, headers, ...(key ? { key } : {}) });
  const makeKey = async (json: object, key?: string) =>
    await readJson(await make({ name: "A key", ...json }, key), 201);

  it("are shown once, and work at once", async () => {
    const made = await makeKey({ scopes: ["admin", "posts", "admin"] });

    expect(made).toMatchObject({
      id: expect.stringMatching(/^key_[A-Za-z0-9]{20}$/),
      key: expect.stringMatching(/^up_live_[\w-]{43}$/),
      name: "A key",
      tenant: "default",
      scopes: ["admin", "posts"],
      limits: { users: null, platforms: null, posts_per_day: null, expires_at: null },
      created_at: gateway.clock.now().toISOString(),
    });
    const seen = await gateway.request(`/v1/api-keys/${made.id}`, { key: String(made.key) });
    expect(await readJson(seen, 200)).not.toHaveProperty("key");
  });

  it("are stored as a digest only", async () => {
    const { id, key } = await makeKey({ scopes: ["posts"] });

    const row = await gateway.dependencies.database.kysely
      .selectFrom("api_keys")
      .selectAll()
      .where("id", "=", String(id))
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(String(key));
    expect(gateway.logLines.join("")).not.toContain(String(key));
  });

  it("end at once when deleted, and a second time are not found", async () => {
    const { id, key } = await makeKey({ scopes: ["admin"] });
    const path = `/v1/api-keys/${id}`;

    expect((await gateway.request(path, { method: "DELETE" })).status).toBe(204);

    await readJson(await gateway.request("/v1/api-keys", { key: String(key) }), 401);
    await readJson(await gateway.request(path, { method: "DELETE" }), 404);
    await readJson(await gateway.request(path), 404);
  });

  it("end at their expiry", async () => {
    const expiresAt = new Date(gateway.clock.now().getTime() + 60_000).toISOString();
    const { key } = await makeKey({ scopes: ["admin"], limits: { expires_at: expiresAt } });

    expect((await gateway.request("/v1/api-keys", { key: String(key) })).status).toBe(200);
    gateway.clock.advance(60_000);
    await readJson(await gateway.request("/v1/api-keys", { key: String(key) }), 401);
  });

  it("are listed page by page, each once, oldest first", async () => {
    const tenant = await gateway.createTenant();
    gateway.clock.advance(1);
    const ids: unknown[] = [];
    for (let index = 0; index < 4; index += 1) {
      ids.push((await makeKey({ scopes: ["posts"] }, tenant.key)).id);
      if (index % 2 === 0) gateway.clock.advance(1);
    }

    const listed: unknown[] = [];
    let cursor: unknown = null;
    do {
      const query = cursor === null ? "" : `&cursor=${cursor}`;
      const page = await gateway.request(`/v1/api-keys?limit=2${query}`, { key: tenant.key });
      const { data, next_cursor } = await readJson(page, 200);
      listed.push(...(data as { id: string }[]).map(({ id }) => id));
      cursor = next_cursor;
    } while (cursor !== null);

    expect(listed).toHaveLength(5);
    expect(listed.slice(1).toSorted()).toEqual(ids.toSorted());
  });

  it.each(["connections", "media", "posts", "publish:unreviewed", "webhooks"])(
    "with the scope %s alone may not manage keys",
    async (scope) => {
      const { key } = await makeKey({ scopes: [scope] });

      const response = await gateway.request("/v1/api-keys", { key: String(key) });

      expect(await readJson(response, 403)).toMatchObject({ code: "insufficient_scope" });
    },
  );

  it("of an unknown scope are refused, with the place", async () => {
    const problem = await readJson(await make({ name: "a", scopes: ["posts", "root"] }), 422);

    expect(problem).toMatchObject({ code: "invalid_scope", errors: [{ path: "/scopes/1" }] });
  });

  describe("made by a key that is not the bootstrap key", () => {
    it("get no scope that the maker lacks", async () => {
      const { key } = await makeKey({ scopes: ["admin", "posts"] });

      await makeKey({ scopes: ["posts"] }, String(key));
      const wider = await make({ name: "a", scopes: ["publish:unreviewed"] }, String(key));

      expect(await readJson(wider, 403)).toMatchObject({ errors: [{ path: "/scopes/0" }] });
    });

    it("inherit the maker's limits and cannot widen them", async () => {
      const limits = { users: ["u1", "u2"], posts_per_day: 5 };
      const { key } = await makeKey({ scopes: ["admin", "posts"], limits });

      const inherited = await makeKey(
        { scopes: ["posts"], limits: { users: ["u1"] } },
        String(key),
      );
      const wider = { name: "a", scopes: ["posts"], limits: { users: ["u1", "u3"] } };
      const more = { name: "a", scopes: ["posts"], limits: { posts_per_day: 6 } };

      expect(inherited.limits).toMatchObject({ users: ["u1"], posts_per_day: 5 });
      expect(await readJson(await make(wider, String(key)), 403)).toMatchObject({
        code: "key_limit_exceeded",
        errors: [{ path: "/limits/users" }],
      });
      expect(await readJson(await make(more, String(key)), 403)).toMatchObject({
        errors: [{ path: "/limits/posts_per_day" }],
      });
    });

    it("stay in the maker's tenant, and other tenants look like missing ones", async () => {
      const [owner, stranger] = [await gateway.createTenant(), await gateway.createTenant()];
      const ask = async (tenant: string) => {
        const json = { name: "a", scopes: ["posts"], tenant };
        const headers = { "X-Request-Id": "same" };
        const response = await make(json, stranger.key, headers);
        return { status: response.status, body: await response.text() };
      };

      expect(await ask(owner.id)).toEqual(await ask("ten_missing"));
      expect((await ask(owner.id)).status).toBe(403);
      expect((await ask(stranger.id)).status).toBe(201);
    });
  });

  it("of a missing tenant are refused to the bootstrap key", async () => {
    const response = await make({ name: "a", scopes: ["posts"], tenant: "ten_missing" });

    expect(await readJson(response, 422)).toMatchObject({
      code: "unknown_reference",
      errors: [{ path: "/tenant" }],
    });
  });

  it("are made once per Idempotency-Key, and shown only the first time", async () => {
    const headers = { "Idempotency-Key": "make a key" };
    const json = { name: "Once", scopes: ["posts"] };

    const first = await make(json, undefined, headers);
    const second = await make(json, undefined, headers);
    const other = await make({ ...json, name: "Twice" }, undefined, headers);

    const made = await readJson(first, 201);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(await readJson(second, 201)).toEqual({ ...made, key: null });
    expect(await readJson(other, 422)).toMatchObject({ code: "idempotency_key_reused" });
  });

  it("want a printable Idempotency-Key", async () => {
    const headers = { "Idempotency-Key": "x".repeat(256) };
    const response = await make({ name: "a", scopes: ["posts"] }, undefined, headers);

    expect(await readJson(response, 400)).toMatchObject({ errors: [{ path: "idempotency-key" }] });
  });
});
