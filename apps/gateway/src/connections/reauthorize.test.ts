import { AuthorizationRequiredError } from "@upload-post/core/errors";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestBrowser } from "../../test/create-test-browser";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { readJson } from "../../test/create-test-gateway";
import { withDatabases } from "../../test/test-databases";
import { withCredential } from "./connection-credentials";
import { createConnectionPorts } from "./connection-ports";
import { markAuthorizationLost } from "./mark-authorization-lost";

const HOUR_MS = 60 * 60 * 1000;

withDatabases("authorising again", (engine) => {
  let test: TestConnections;
  const told: string[] = [];
  beforeAll(async () => {
    test = await createTestConnections(engine, {
      hooks: {
        onReauthorizationRequired: async (_transaction, { id }) => {
          told.push(id);
        },
      },
    });
  });
  beforeEach(() => {
    test.platform.clearFaults();
    test.signInAs("account-1");
  });
  afterAll(async () => test.close());

  const reauthorize = async (id: string) =>
    await readJson(
      await test.gateway.request(`/v1/connections/${id}/reauthorize`, { method: "POST" }),
      201,
    );
  const options = (id: string) => test.gateway.request(`/v1/connections/${id}/publishing-options`);
  const signal = new AbortController().signal;

  it("leaves an active connection at work until the owner has consented", async () => {
    const id = await test.connect();
    const link = await reauthorize(id);

    expect(link).toMatchObject({ id, status: "active" });
    expect((await options(id)).status).toBe(200);

    test.gateway.clock.advance(1000);
    const browser = createTestBrowser(test.gateway);
    await browser.get(await test.consent(browser, String(link.authorization_url)));
    expect(await test.get(id)).toMatchObject({
      status: "active",
      connected_at: test.gateway.clock.now().toISOString(),
    });
  });

  it("refuses another account and changes nothing else", async () => {
    const id = await test.connect();
    const before = await test.get(id);
    const generation = await test.dependencies.credentials.generationOf(keyOf(id));
    const grants = test.platform.liveGrants();
    const browser = createTestBrowser(test.gateway);
    const callback = await test.consent(browser, String((await reauthorize(id)).authorization_url));
    test.signInAs("somebody-else");

    const page = await browser.get(callback);

    expect(await page.text()).toContain("That is another account");
    expect(await test.get(id)).toEqual({
      ...before,
      last_error: {
        code: "account_mismatch",
        message: expect.stringContaining("another Memory account"),
        at: test.gateway.clock.now().toISOString(),
      },
    });
    expect(await test.dependencies.credentials.generationOf(keyOf(id))).toBe(generation);
    // The stray grant is withdrawn, and the connection's own still works.
    expect(test.platform.liveGrants()).toBe(grants);
    expect((await options(id)).status).toBe(200);
  });

  it("does not withdraw a stray grant of an account that is connected elsewhere", async () => {
    test.signInAs("account-2");
    await test.connect();
    test.signInAs("account-1");
    const id = await test.connect();
    const grants = test.platform.liveGrants();
    const browser = createTestBrowser(test.gateway);
    const callback = await test.consent(browser, String((await reauthorize(id)).authorization_url));
    test.signInAs("account-2");
    await browser.get(callback);

    expect(test.platform.liveGrants()).toBe(grants + 1);
  });

  it("keeps a working connection active when the owner declines", async () => {
    const id = await test.connect();
    const browser = createTestBrowser(test.gateway);
    const { authorization_url } = await reauthorize(id);
    await browser.get(await test.consent(browser, String(authorization_url), { deny: true }));

    expect(await test.get(id)).toMatchObject({
      status: "active",
      last_error: { code: "access_denied" },
    });
  });

  it("lets one of two consents of different accounts decide, never a mixture", async () => {
    const made = await test.create();
    const id = String(made.id);
    const [first, second] = [createTestBrowser(test.gateway), createTestBrowser(test.gateway)];
    const firstCallback = await test.consent(first, String(made.authorization_url));
    const link = await reauthorize(id);
    const secondCallback = await test.consent(second, String(link.authorization_url));
    test.signInAs("account-a");
    await first.get(firstCallback);
    test.signInAs("account-b");
    await second.get(secondCallback);

    expect(await test.get(id)).toMatchObject({ status: "active", account: { id: "account-a" } });
    expect((await options(id)).status).toBe(200);
  });

  it("marks a connection whose grant any call finds revoked, once, and heals it by consent", async () => {
    const id = await test.connect();
    test.platform.revokeAllGrants();
    told.length = 0;

    const answers = [await options(id), await options(id)];

    for (const answer of answers) {
      expect(await readJson(answer, 409)).toMatchObject({
        code: "reauthorization_required",
        next_action: { type: "reauthorize", connection: id },
      });
    }
    expect(told).toEqual([id]);
    expect(await test.get(id)).toMatchObject({
      status: "reauthorization_required",
      last_error: { code: "authorization_revoked" },
    });
    const browser = createTestBrowser(test.gateway);
    const link = await reauthorize(id);
    expect(link).toMatchObject({ status: "reauthorization_required" });
    await browser.get(await test.consent(browser, String(link.authorization_url)));
    expect(await test.get(id)).toMatchObject({ status: "active", last_error: null });
    expect((await options(id)).status).toBe(200);
  });

  it.each(["server-error", "refused", "rate-limited", "garbage"] as const)(
    "stays active when a refresh meets %s",
    async (fault) => {
      const id = await test.connect();
      test.gateway.clock.advance(3 * HOUR_MS);
      test.platform.failNext("refresh", fault, 5);

      const answer = await options(id);

      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(await test.get(id)).toMatchObject({ status: "active" });
    },
  );

  it("refreshes once when many calls find the credential too old", async () => {
    const id = await test.connect();
    test.gateway.clock.advance(3 * HOUR_MS);
    const refreshes = () => test.platform.calls().filter((call) => call === "refresh").length;
    const before = refreshes();

    const answers = await Promise.all(Array.from({ length: 20 }, () => options(id)));

    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(refreshes() - before).toBe(1);
  });

  it("tries once more with a fresh credential when the platform refuses the present one", async () => {
    const id = await test.connect();
    test.platform.failNext("account", "unauthorized");

    expect((await options(id)).status).toBe(200);
  });

  it("does not blame a newer credential for what an older one was refused", async () => {
    const id = await test.connect();
    const generation = await test.dependencies.credentials.generationOf(keyOf(id));
    const lost = { ...keyOf(id), generation: (generation ?? 0) - 1, message: "Gone." };

    expect(await markAuthorizationLost(test.dependencies, lost)).toBe(false);
    expect(await test.get(id)).toMatchObject({ status: "active" });
    expect(await markAuthorizationLost(test.dependencies, { ...lost, generation })).toBe(true);
    expect(await markAuthorizationLost(test.dependencies, { ...lost, generation })).toBe(false);
  });

  it("confirms a suspicion by asking the platform", async () => {
    const ports = createConnectionPorts(test.dependencies);
    const id = await test.connect();
    await ports.confirmAuthorization("default", id);
    expect(await test.get(id)).toMatchObject({ status: "active" });

    test.platform.failNext("identify", "server-error");
    await ports.confirmAuthorization("default", id);
    expect(await test.get(id)).toMatchObject({ status: "active" });

    test.platform.revokeAllGrants();
    await ports.confirmAuthorization("default", id);
    expect(await test.get(id)).toMatchObject({ status: "reauthorization_required" });
  });

  it("confirms a platform's hint for every connection of the account, and for no other", async () => {
    const ports = createConnectionPorts(test.dependencies);
    test.signInAs("hinted");
    const { key } = await test.gateway.createTenant();
    const [first, second] = [await test.connect(), await test.connect({}, key)];
    test.signInAs("account-1");
    const other = await test.connect();
    test.platform.revokeAllGrants();

    await ports.confirmAccount("memory", "hinted");

    expect(await test.get(first)).toMatchObject({ status: "reauthorization_required" });
    expect(await test.get(second, key)).toMatchObject({ status: "reauthorization_required" });
    expect(await test.get(other)).toMatchObject({ status: "active" });
  });

  it("hands the owner's missing scope on without marking the connection", async () => {
    const id = await test.connect();
    const refusal = new AuthorizationRequiredError({
      reason: "scope_missing",
      message: "The grant lacks post.",
      missingScopes: ["post"],
    });
    const call = withCredential(
      test.dependencies,
      { id, tenantId: "default" },
      async () => {
        throw refusal;
      },
      signal,
    );

    await expect(call).rejects.toBe(refusal);
    expect(await test.get(id)).toMatchObject({ status: "active" });
  });

  function keyOf(connectionId: string) {
    return { tenantId: "default", connectionId };
  }
});
