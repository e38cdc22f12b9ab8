import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestBrowser } from "../../test/create-test-browser";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { readJson } from "../../test/create-test-gateway";
import { withDatabases } from "../../test/test-databases";
import { createConnectionPorts } from "./connection-ports";

withDatabases("publishing options", (engine) => {
  let test: TestConnections;
  beforeAll(async () => {
    test = await createTestConnections(engine);
  });
  afterAll(async () => test.close());

  const ask = (id: string, query = "") =>
    test.gateway.request(`/v1/connections/${id}/publishing-options${query}`);

  it("answers with the documented members, the schema narrowed to the account", async () => {
    const id = await test.connect();

    const body = await readJson(await ask(id), 200);

    expect(body).toEqual({
      platform: "memory",
      account: {
        id: "account-1",
        display_name: "Account One",
        username: null,
        avatar_url: null,
      },
      media: "video",
      modes: ["publish", "draft"],
      options_schema: {
        publish: expect.objectContaining({ type: "object" }),
        draft: expect.objectContaining({ type: "object" }),
      },
      limits: {
        max_video_duration_s: null,
        text: {
          publish: {
            title: expect.anything(),
            text: { treatment: "sent", limits: [{ max_length: 100, unit: "code-points" }] },
          },
          draft: expect.anything(),
        },
      },
      remaining: expect.any(Object),
      blocked_by: null,
      valid_until: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(body).toHaveProperty("options_schema.publish.properties.audience.enum", [
      "everyone",
      "owner",
    ]);
  });

  it("asks the platform every time", async () => {
    const id = await test.connect();
    const asked = () => test.platform.calls().filter((call) => call === "account").length;
    const before = asked();
    await ask(id);
    await ask(id);

    expect(asked() - before).toBe(2);
  });

  it("answers for images when asked, and refuses other kinds", async () => {
    const id = await test.connect();

    expect(await readJson(await ask(id, "?media=image"), 200)).toMatchObject({ media: "image" });
    expect((await ask(id, "?media=song")).status).toBe(400);
  });

  it("refuses a connection in any other state, and says what to do", async () => {
    const made = await test.create();

    expect(await readJson(await ask(String(made.id)), 409)).toMatchObject({
      code: "connection_not_active",
      next_action: { type: "wait_for_owner", connection: made.id },
    });
    test.gateway.clock.advance(600_000);
    expect(await readJson(await ask(String(made.id)), 409)).toMatchObject({
      code: "connection_not_active",
      next_action: { type: "reauthorize" },
    });
  });

  it("says which scope is missing where the owner left it out", async () => {
    const made = await test.create();
    const browser = createTestBrowser(test.gateway);
    const link = String(made.authorization_url);
    await browser.get(await test.consent(browser, link, { scopes: ["profile"] }));
    const id = String(made.id);
    const ports = createConnectionPorts(test.dependencies);

    expect(await readJson(await ask(id), 409)).toMatchObject({
      code: "scope_missing",
      next_action: { type: "reauthorize", connection: id },
    });
    await expect(ports.requireUsable("default", id, "publish")).rejects.toMatchObject({
      code: "scope_missing",
    });
    expect(await test.get(id)).toMatchObject({ status: "active" });
  });

  it("passes on that the platform is down or asks for patience", async () => {
    const id = await test.connect();
    const ports = createConnectionPorts(test.dependencies);
    test.platform.failNext("account", "server-error");
    const down = await ask(id);
    test.platform.failNext("account", "rate-limited");
    const busy = await ask(id);
    test.platform.failNext("account", "server-error");

    expect(await readJson(down, 503)).toMatchObject({ code: "platform_unavailable" });
    expect(busy.headers.get("retry-after")).toBe("30");
    expect(await readJson(busy, 429)).toMatchObject({ code: "rate_limited", retry_after_s: 30 });
    expect(await ports.describeAccount("default", id)).toBeNull();
  });
});
