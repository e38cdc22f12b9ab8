import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readJson } from "../../../test/create-test-gateway";
import { createTestWebhooks, type TestWebhooks } from "../../../test/create-test-webhooks";
import { withDatabases } from "../../../test/test-databases";
import { hostileHosts, hostileUrls } from "../../outbound/hostile-addresses";

const PATH = "/v1/webhook-endpoints";

withDatabases("webhook endpoints", (engine) => {
  let test: TestWebhooks;
  beforeAll(async () => {
    test = await createTestWebhooks(engine);
  });
  afterAll(() => test.close());

  const make = (json: unknown, key?: string, headers = {}) =>
    test.gateway.request(PATH, { method: "POST", json, headers, ...(key ? { key } : {}) });
  const url = "https://hooks.example.com/a?token=in-the-url";

  it("are made with a secret that is shown once", async () => {
    const { key } = await test.gateway.createTenant();
    const made = await readJson(await make({ url }, key), 201);

    expect(made).toEqual({
      id: expect.stringMatching(/^whk_[A-Za-z0-9]{20}$/),
      url,
      events: [
        "connection.active",
        "connection.reauthorization_required",
        "connection.disconnected",
        "connection.expiring",
        "delivery.updated",
      ],
      status: "enabled",
      disabled_at: null,
      disabled_reason: null,
      failing_since: null,
      created_at: test.gateway.clock.now().toISOString(),
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=$/),
    });
    const { secret: _secret, ...shown } = made;
    const one = await test.gateway.request(`${PATH}/${made.id}`, { key });
    expect(await readJson(one, 200)).toEqual(shown);
    const list = await test.gateway.request(PATH, { key });
    expect(await readJson(list, 200)).toEqual({ data: [shown], next_cursor: null });
  });

  it("keep secret and address sealed, and out of the log", async () => {
    const made = await readJson(await make({ url }), 201);
    const row = await test.gateway.dependencies.database.kysely
      .selectFrom("webhook_endpoints")
      .selectAll()
      .where("id", "=", String(made.id))
      .executeTakeFirstOrThrow();
    for (const text of [JSON.stringify(row), test.gateway.logLines.join("")]) {
      expect(text).not.toContain(String(made.secret).slice(6));
      expect(text).not.toContain("in-the-url");
    }
  });

  it("are made once per Idempotency-Key, and a repetition shows no secret", async () => {
    const { key } = await test.gateway.createTenant();
    const headers = { "Idempotency-Key": "once" };
    const first = await readJson(await make({ url }, key, headers), 201);
    const second = await make({ url }, key, headers);

    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await readJson(second, 201)).toEqual({ ...first, secret: null });
    await readJson(await make({ url, events: ["delivery.updated"] }, key, headers), 422);
  });

  it("are removed, and a second time are not found", async () => {
    const { id } = await readJson(await make({ url }), 201);
    const remove = () => test.gateway.request(`${PATH}/${id}`, { method: "DELETE" });

    expect((await remove()).status).toBe(204);
    await readJson(await remove(), 404);
    await readJson(await test.gateway.request(`${PATH}/${id}`), 404);
  });

  it("need a scope of their own", async () => {
    const { key } = await test.gateway.createTenant(["posts", "admin"]);
    expect(await readJson(await make({ url }, key), 403)).toMatchObject({
      code: "insufficient_scope",
    });
  });

  it("are at most twenty in a tenant, however many ask at once", async () => {
    const { key } = await test.gateway.createTenant();
    const answers = await Promise.all(Array.from({ length: 25 }, () => make({ url }, key)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(20);
    expect(statuses.filter((status) => status === 409)).toHaveLength(5);
  });

  it("name events that exist", async () => {
    await readJson(await make({ url, events: ["post.deleted"] }), 400);
    await readJson(await make({ url, events: [] }), 400);
    await readJson(await make({ url, secret: "whsec_mine" }), 400);
    const made = await make({ url, events: ["delivery.updated", "delivery.updated"] });
    expect((await readJson(made, 201)).events).toEqual(["delivery.updated"]);
  });

  describe("refuse addresses", () => {
    it.each(["http://hooks.example.com/", "http://127.0.0.1:1/", "https://127.0.0.1:1/"])(
      "that are not public https: %s",
      async (address) => {
        expect(await readJson(await make({ url: address }), 422)).toMatchObject({
          code: "url_not_allowed",
          errors: [{ path: "/url" }],
        });
      },
    );

    it("that are hostile, in every notation", async () => {
      const addresses = [...hostileHosts().map((host) => `https://${host}/`), ...hostileUrls];
      for (const address of addresses) {
        const { status } = await make({ url: address });
        expect([400, 422], address).toContain(status);
      }
    }, 120_000);

    it("but take http to a host that the operator exempted", async () => {
      const endpoint = await test.createEndpoint();
      expect(await test.getEndpoint(endpoint)).toMatchObject({ url: endpoint.receiver.url });
    });
  });

  describe("of a limited key", () => {
    it("are seen by keys with the same or wider limits only", async () => {
      const { key } = await test.gateway.createTenant();
      const limitedKey = async (limits: object) => {
        const json = { name: "limited", scopes: ["webhooks"], limits };
        const made = await test.gateway.request("/v1/api-keys", { method: "POST", json, key });
        return String((await readJson(made, 201)).key);
      };
      const [ann, both] = [
        await limitedKey({ users: ["ann"] }),
        await limitedKey({ users: ["ann", "bob"], platforms: ["memory"] }),
      ];
      const ofAll = String((await readJson(await make({ url }, key), 201)).id);
      const ofAnn = String((await readJson(await make({ url }, ann), 201)).id);
      const ofBoth = String((await readJson(await make({ url }, both), 201)).id);
      const seenBy = async (who: string) => {
        const page = await readJson(await test.gateway.request(PATH, { key: who }), 200);
        return (page.data as { id: string }[]).map(({ id }) => id).toSorted();
      };

      expect(await seenBy(key)).toEqual([ofAll, ofAnn, ofBoth].toSorted());
      expect(await seenBy(ann)).toEqual([ofAnn]);
      expect(await seenBy(both)).toEqual([ofBoth]);
      const remove = { method: "DELETE", key: ann };
      await readJson(await test.gateway.request(`${PATH}/${ofAll}`, remove), 404);
    });
  });

  it("say in the audit log what was done to them", async () => {
    const { id } = await readJson(await make({ url }), 201);
    for (const action of ["rotate-secret", "enable"]) {
      await test.gateway.request(`${PATH}/${id}/${action}`, { method: "POST" });
    }
    await test.gateway.request(`${PATH}/${id}`, { method: "DELETE" });
    const { data } = await readJson(await test.gateway.request(`/v1/audit?object=${id}`), 200);
    expect((data as { action: string }[]).map(({ action }) => action)).toEqual([
      "webhook_endpoint.deleted",
      "webhook_endpoint.secret_rotated",
      "webhook_endpoint.created",
    ]);
    expect(JSON.stringify(data)).not.toContain("hooks.example.com");
  });
});
