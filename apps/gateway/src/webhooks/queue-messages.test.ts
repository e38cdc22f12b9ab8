import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { makeDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";
import { markAuthorizationLost } from "../connections/mark-authorization-lost";
import { recordEvent } from "../events/record-event";

withDatabases("what endpoints are told", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const makeEndpoint = async (fields: object, key: string) => {
    const json = { url: "https://hooks.example.com/", ...fields };
    const made = await test.request("/v1/webhook-endpoints", { method: "POST", json, key });
    return String((await readJson(made, 201)).id);
  };
  const limitedKey = async (limits: object) => {
    const json = { name: "limited", scopes: ["webhooks"], limits };
    const made = await test.request("/v1/api-keys", { method: "POST", json });
    return String((await readJson(made, 201)).key);
  };
  const told = async (endpoint: string) => {
    const rows = await test.gateway.dependencies.database.kysely
      .selectFrom("webhook_messages")
      .select(["type", "body"])
      .where("endpoint_id", "=", endpoint)
      .orderBy("sequence")
      .execute();
    return rows.map(({ type, body }) => ({ type, data: JSON.parse(body).data }));
  };

  it("is every state of a connection, as the API shows it", async () => {
    const endpoint = await makeEndpoint({}, test.gateway.adminKey);
    const id = await test.connect({ user: "carol" });
    const shown = async () => readJson(await test.request(`/v1/connections/${id}`), 200);
    const active = await shown();
    await markAuthorizationLost(test.gateway.dependencies, {
      ...{ tenantId: "default", connectionId: id, generation: null, message: "It is gone." },
    });
    const lost = await shown();
    await test.request(`/v1/connections/${id}`, { method: "DELETE" });

    const messages = await told(endpoint);
    expect(messages.map(({ type }) => type)).toEqual([
      "connection.active",
      "connection.reauthorization_required",
      "connection.disconnected",
    ]);
    expect(messages[0]?.data).toEqual(active);
    expect(messages[1]?.data).toEqual(lost);
    expect(messages[2]?.data).toMatchObject({ id, status: "disconnected" });
  });

  it("is every state of a delivery, in order, and the last one as the API shows it", async () => {
    const endpoint = await makeEndpoint({ events: ["delivery.updated"] }, test.gateway.adminKey);
    const { postId, id } = await makeDelivery(test);
    await test.settle(1);
    const post = await test.getPost(postId);
    const [delivery] = post.deliveries as { status: string; timeline: { status: string }[] }[];

    const messages = await told(endpoint);
    expect(messages.map(({ data }) => data.status)).toEqual(
      delivery?.timeline.map(({ status }) => status),
    );
    expect(messages.at(-1)?.data).toMatchObject({ id, status: "published", post: postId });
  });

  it("is nothing about accounts that the key which made the endpoint may not see", async () => {
    const onlyAnn = await makeEndpoint({}, await limitedKey({ users: ["ann"] }));
    const elsewhere = await makeEndpoint({}, await limitedKey({ platforms: ["elsewhere"] }));
    const ann = await test.connect({ user: "ann" });
    const bob = await test.connect({ user: "bob" });
    await makeDelivery(test, { connection: bob });
    await makeDelivery(test, { connection: ann });

    const subjects = (await told(onlyAnn)).map(({ data }) => data.connection ?? data.id);
    expect(new Set(subjects)).toEqual(new Set([ann]));
    expect(await told(elsewhere)).toEqual([]);
  });

  it("is nothing that did not happen", async () => {
    const endpoint = await makeEndpoint({}, test.gateway.adminKey);
    const { kysely } = test.gateway.dependencies.database;
    const at = test.gateway.clock.now();
    const undone = kysely.transaction().execute(async (transaction) => {
      const connectionId = test.connection;
      await recordEvent(transaction, {
        ...{ type: "connection.active", tenantId: "default", connectionId, at },
      });
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect(await told(endpoint)).toEqual([]);
  });
});
