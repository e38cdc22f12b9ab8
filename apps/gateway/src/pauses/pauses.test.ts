import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { deliveryRow, makeDelivery, shownDelivery } from "../../test/make-delivery";
import { withDatabases } from "../../test/test-databases";

withDatabases("pauses", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const send = (verb: "pause" | "resume", json: object, key?: string) =>
    test.request(`/v1/${verb}`, { method: "POST", json, ...(key === undefined ? {} : { key }) });
  const pause = async (json: object, key?: string) => readJson(await send("pause", json, key), 200);
  const resume = async (json: object, key?: string) =>
    readJson(await send("resume", json, key), 200);
  const paused = { status: "waiting", status_detail: "paused", resumes_at: null };

  it("keep everything new from the platform until they are taken back", async () => {
    const { postId, id } = await makeDelivery(test);
    expect(await pause({ scope: "all" })).toEqual({
      scope: "all",
      id: null,
      reach: "installation",
      paused: true,
    });
    await pause({ scope: "all" });
    const calls = test.platform.calls().length;

    await test.wake(id);
    await test.settle(48);

    expect(await shownDelivery(test, postId)).toMatchObject(paused);
    expect(test.platform.calls().length).toBe(calls);
    expect(await resume({ scope: "all" })).toMatchObject({ paused: false });
    expect((await deliveryRow(test, id)).due_at).toEqual(test.gateway.clock.now());
    await resume({ scope: "all" });
    await test.settle(1);
    expect((await shownDelivery(test, postId)).status).toBe("published");
    const audited = await readJson(await test.request("/v1/audit?object=all"), 200);
    expect(audited.data).toMatchObject([
      { action: "gateway.resumed" },
      { action: "gateway.paused" },
    ]);
  });

  it("stop a transfer that is under way, which goes on where it stood", async () => {
    const { postId, id } = await makeDelivery(test);
    const scope = { scope: "connection", id: test.connection };
    const before = test.platform.posts().length;
    test.beforeNextBytes(() => pause(scope).then(() => undefined));

    await test.wake(id);

    const held = await shownDelivery(test, postId);
    expect(held).toMatchObject({ ...paused, progress: { bytes_total: 2500 } });
    expect(held.progress.bytes_sent).toBeGreaterThan(0);
    expect(test.platform.posts().length).toBe(before);
    const opened = test.platform.calls().filter((call) => call === "open-upload").length;
    await resume(scope);
    await test.settle(1);
    expect((await shownDelivery(test, postId)).status).toBe("published");
    expect(test.platform.posts().length).toBe(before + 1);
    expect(test.platform.calls().filter((call) => call === "open-upload").length).toBe(opened);
  });

  it("come before the commit, whenever they are made", async () => {
    const { postId, id } = await makeDelivery(test, {
      sizeBytes: 100,
      options: { commit: "create" },
    });
    const scope = { scope: "platform", id: "memory" };
    const before = test.platform.posts().length;
    test.beforeNextBytes(() => pause(scope).then(() => undefined));

    await test.wake(id);

    expect(await shownDelivery(test, postId)).toMatchObject(paused);
    expect(await deliveryRow(test, id)).toMatchObject({ commit_state: "none" });
    expect(test.platform.posts().length).toBe(before);
    await resume(scope);
    await test.settle(1);
    expect(test.platform.posts().length).toBe(before + 1);
  });

  it("let what may be out already be asked about", async () => {
    const { postId, id } = await makeDelivery(test);
    test.platform.failNext("last-bytes", "answer-lost");
    test.platform.setProcessingAnswers(2);
    await test.wake(id);
    expect((await deliveryRow(test, id)).commit_state).not.toBe("none");
    await pause({ scope: "all" });

    await test.settle(1);

    test.platform.setProcessingAnswers(0);
    expect((await shownDelivery(test, postId)).status).toBe("published");
    await resume({ scope: "all" });
  });

  it("hold up one key's posts only, and a tenant's only for that tenant", async () => {
    const tenant = await test.gateway.createTenant();
    const connection = await test.connect({ user: "held-up", key: tenant.key });
    const made = await test.request("/v1/api-keys", {
      method: "POST",
      key: tenant.key,
      json: { name: "Noisy", scopes: ["posts", "media", "publish:unreviewed"] },
    });
    const noisy = await readJson(made, 201);
    const held = await makeDelivery(test, { connection, key: String(noisy.key) });
    const free = await makeDelivery(test, { connection, key: tenant.key });
    const scope = { scope: "key", id: noisy.id };
    expect(await pause(scope, tenant.key)).toMatchObject({ reach: "tenant" });

    await test.wake(held.id);
    await test.wake(free.id);

    expect((await deliveryRow(test, held.id)).status_detail).toBe("paused");
    expect((await deliveryRow(test, free.id)).status).toBe("published");

    await pause({ scope: "all" }, tenant.key);
    const others = await makeDelivery(test);
    await test.settle(1);
    expect((await deliveryRow(test, others.id)).status).toBe("published");
    await resume(scope, tenant.key);
    await test.settle(1);
    // Another pause still holds it up.
    expect((await deliveryRow(test, held.id)).status_detail).toBe("paused");
    await resume({ scope: "all" }, tenant.key);
    await test.settle(1);
    expect((await deliveryRow(test, held.id)).status).toBe("published");
  });

  it("are listed, the operator's with everybody's own", async () => {
    const tenant = await test.gateway.createTenant();
    await pause({ scope: "platform", id: "memory" });
    test.gateway.clock.advance(1);
    await pause({ scope: "all" }, tenant.key);

    const listed = await readJson(await test.request("/v1/pauses", { key: tenant.key }), 200);

    expect(listed.data).toMatchObject([
      { scope: "platform", id: "memory", reach: "installation" },
      { scope: "all", id: null, reach: "tenant" },
    ]);
    await resume({ scope: "platform", id: "memory" });
    await resume({ scope: "all" }, tenant.key);
  });

  it("name what exists, with an id where one belongs", async () => {
    const tenant = await test.gateway.createTenant();

    for (const verb of ["pause", "resume"] as const) {
      await readJson(await send(verb, { scope: "all", id: "memory" }), 400);
      await readJson(await send(verb, { scope: "platform" }), 400);
      await readJson(await send(verb, { scope: "nothing" }), 400);
      await readJson(await send(verb, { scope: "platform", id: "nowhere" }), 422);
      await readJson(await send(verb, { scope: "key", id: "bootstrap" }, tenant.key), 422);
      const { connection } = test;
      await readJson(await send(verb, { scope: "connection", id: connection }, tenant.key), 422);
    }
    await pause({ scope: "key", id: "bootstrap" });
    await resume({ scope: "key", id: "bootstrap" });
    const weak = await test.gateway.createTenant(["posts"]);
    await readJson(await send("pause", { scope: "all" }, weak.key), 403);
  });
});
