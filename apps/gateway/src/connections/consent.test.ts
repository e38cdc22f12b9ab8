import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestBrowser } from "../../test/create-test-browser";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { withDatabases } from "../../test/test-databases";

withDatabases("the owner's consent", (engine) => {
  let test: TestConnections;
  const activated: string[] = [];
  beforeAll(async () => {
    test = await createTestConnections(engine, {
      environment: { RETURN_URLS: "https://app.example.com/done" },
      hooks: {
        onActivated: async (_transaction, { id }) => {
          activated.push(id);
        },
      },
    });
  });
  afterAll(async () => test.close());

  const linkOf = (made: Record<string, unknown>) => String(made.authorization_url);

  it("says who asks, for which platform, for what and until when, and does nothing", async () => {
    const { key } = await test.gateway.createTenant();
    const made = await test.create({}, key);
    const browser = createTestBrowser(test.gateway);

    const page = await browser.get(linkOf(made));
    const text = await page.text();

    expect(page.status).toBe(200);
    expect(text).toContain("<strong>A key</strong>, of the workspace <strong>A tenant</strong>,");
    expect(text).toContain("Memory");
    const { scopes } = test.dependencies.connectors.get("memory")?.capabilities ?? { scopes: [] };
    for (const { purpose } of scopes) expect(text).toContain(purpose);
    expect(text).toContain(`<time datetime="${made.expires_at}">`);
    expect(text).toContain("If you did not ask for this, close this page.");
    expect(text).toMatch(
      /<form method="post" action="\/connect\/[A-Za-z0-9_-]+">\s*<button type="submit">/,
    );
    expect(browser.cookies()).toEqual([]);
  });

  it("sends pages that load nothing, are kept nowhere and cannot be framed", async () => {
    const page = await createTestBrowser(test.gateway).get(linkOf(await test.create()));

    const policy = page.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).not.toContain("unsafe");
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("cache-control")).toBe("no-store");
    expect(page.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await page.text()).not.toMatch(/<script|\son[a-z]+=/);
  });

  it("sends the owner to the platform and binds the browser", async () => {
    const browser = createTestBrowser(test.gateway);
    const started = await browser.submit(linkOf(await test.create()));
    const location = new URL(started.headers.get("location") ?? "");

    expect(started.status).toBe(303);
    expect(location.origin).toBe("https://memory.test");
    expect(location.searchParams.get("redirect_uri")).toBe(
      "http://localhost:8787/oauth/memory/callback",
    );
    expect(started.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^up_flow_[0-9a-f]{12}=[A-Za-z0-9_-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
      ),
    ]);
    expect(started.headers.get("referrer-policy")).toBe("no-referrer");
  });

  it("makes the connection active with the callback, and takes the cookie back", async () => {
    const made = await test.create({ user: "alice" });
    const id = String(made.id);
    const browser = createTestBrowser(test.gateway);
    const callback = await test.consent(browser, linkOf(made));

    const page = await browser.get(callback);

    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Account One");
    expect(browser.cookies()).toEqual([]);
    expect(await test.get(id)).toMatchObject({
      id,
      user: "alice",
      status: "active",
      account: { id: "account-1", display_name: "Account One", username: null, avatar_url: null },
      missing_scopes: [],
      connected_at: test.gateway.clock.now().toISOString(),
      last_error: null,
    });
    expect(activated).toContain(id);
  });

  it("shows which scopes the owner left out", async () => {
    const made = await test.create();
    const browser = createTestBrowser(test.gateway);
    await browser.get(await test.consent(browser, linkOf(made), { scopes: ["profile"] }));

    expect(await test.get(String(made.id))).toMatchObject({
      status: "active",
      scopes: ["profile"],
      missing_scopes: ["post"],
    });
  });

  it("ends in failed when the owner declines, without anything from the query on the page", async () => {
    const made = await test.create();
    const browser = createTestBrowser(test.gateway);
    const callback = await test.consent(browser, linkOf(made), { deny: true });
    const page = await browser.get(`${callback}&error_description=%3Cb%3EPay%20here%3C/b%3E`);

    const text = await page.text();
    expect(text).toContain("You declined");
    expect(text).not.toContain("Pay here");
    expect(await test.get(String(made.id))).toMatchObject({
      status: "failed",
      account: null,
      last_error: { code: "access_denied" },
    });
  });

  it.each([
    [{}, "active", null],
    [{ deny: true }, "denied", "access_denied"],
  ])("brings the owner back to the caller after %j", async (answer, status, code) => {
    const made = await test.create({ return_url: "https://app.example.com/done/1?job=7" });
    const browser = createTestBrowser(test.gateway);
    const back = await browser.get(await test.consent(browser, linkOf(made), answer));

    const location = new URL(back.headers.get("location") ?? "");
    expect(back.status).toBe(303);
    expect(location.origin + location.pathname).toBe("https://app.example.com/done/1");
    expect(Object.fromEntries(location.searchParams)).toEqual({
      job: "7",
      connection: made.id,
      status,
      ...(code === null ? {} : { code }),
    });
    expect(back.headers.get("referrer-policy")).toBe("no-referrer");
    expect(back.headers.get("cache-control")).toBe("no-store");
  });

  it.each([
    ["exchange", "answer-lost", "outcome_unknown"],
    ["exchange", "refused", "platform_unavailable"],
    ["identify", "server-error", "platform_unavailable"],
    ["identify", "garbage", "platform_contract_broken"],
  ] as const)("names what failed when %s meets %s", async (operation, fault, code) => {
    const made = await test.create({ return_url: "https://app.example.com/done" });
    const browser = createTestBrowser(test.gateway);
    const callback = await test.consent(browser, linkOf(made));
    test.platform.failNext(operation, fault);

    const back = await browser.get(callback);

    const query = new URL(back.headers.get("location") ?? "").searchParams;
    expect([query.get("status"), query.get("code")]).toEqual(["failed", code]);
    expect(await test.get(String(made.id))).toMatchObject({
      status: "failed",
      account: null,
      last_error: { code },
    });
  });

  it("finishes two consents that are under way in one browser", async () => {
    const browser = createTestBrowser(test.gateway);
    const [first, second] = [await test.create(), await test.create()];
    const callbacks = [
      await test.consent(browser, linkOf(first)),
      await test.consent(browser, linkOf(second)),
    ];
    for (const callback of callbacks) await browser.get(callback);

    expect((await test.get(String(first.id))).status).toBe("active");
    expect((await test.get(String(second.id))).status).toBe("active");
  });

  it("lets a failed connection be tried again under the same id", async () => {
    const made = await test.create();
    const id = String(made.id);
    const browser = createTestBrowser(test.gateway);
    await browser.get(await test.consent(browser, linkOf(made), { deny: true }));
    const again = await test.gateway.request(`/v1/connections/${id}/reauthorize`, {
      method: "POST",
      json: {},
    });
    expect(again.status).toBe(201);
    const link: unknown = JSON.parse(await again.text());
    expect(link).toMatchObject({ id, status: "pending" });

    await browser.get(await test.consent(browser, linkOf(link as Record<string, unknown>)));

    expect(await test.get(id)).toMatchObject({ status: "active", last_error: null });
  });
});
