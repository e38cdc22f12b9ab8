import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestBrowser, type TestBrowser } from "../../test/create-test-browser";
import { createTestConnections, type TestConnections } from "../../test/create-test-connections";
import { withDatabases } from "../../test/test-databases";

withDatabases("attacks on the link flow", (engine) => {
  let test: TestConnections;
  beforeAll(async () => {
    test = await createTestConnections(engine, {
      environment: {
        PUBLIC_URL: "https://gateway.example",
        RETURN_URLS: "https://app.example.com/",
      },
    });
  });
  afterAll(async () => test.close());

  const linkOf = (made: Record<string, unknown>) => String(made.authorization_url);
  const statusOf = async (made: Record<string, unknown>) =>
    (await test.get(String(made.id))).status;

  it("survives any number of previews of the link, by GET and HEAD", async () => {
    const made = await test.create();
    for (let look = 0; look < 5; look += 1) {
      await createTestBrowser(test.gateway).get(linkOf(made));
      const { pathname } = new URL(linkOf(made));
      await test.gateway.request(pathname, { method: "HEAD", key: null });
    }
    const owner = createTestBrowser(test.gateway);

    const page = await owner.get(await test.consent(owner, linkOf(made)));

    expect(page.status).toBe(200);
    expect(await statusOf(made)).toBe("active");
  });

  it("starts once of twenty clicks at the same time", async () => {
    const made = await test.create();
    const browser = createTestBrowser(test.gateway);
    const clicks = await Promise.all(
      Array.from({ length: 20 }, () => browser.submit(linkOf(made))),
    );

    expect(clicks.filter(({ status }) => status === 303)).toHaveLength(1);
    expect(clicks.filter(({ status }) => status === 410)).toHaveLength(19);
    expect((await browser.get(linkOf(made))).status).toBe(410);
  });

  it("does not start what another site's form sends", async () => {
    const made = await test.create();
    const victim = createTestBrowser(test.gateway);
    const attempts: Record<string, string>[] = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "cross-site", Origin: "https://gateway.example" },
    ];
    for (const headers of attempts) {
      expect((await victim.submit(linkOf(made), headers)).status).toBe(403);
    }
    const { pathname } = new URL(linkOf(made));
    for (const origin of ["https://evil.example", "null", "https://gateway.example.evil.example"]) {
      const headers = { Origin: origin };
      const response = await test.gateway.request(pathname, { method: "POST", key: null, headers });
      expect(response.status).toBe(403);
    }

    expect(victim.cookies()).toEqual([]);
    expect((await victim.submit(linkOf(made))).status).toBe(303);
  });

  it("names its cookie so that no other host can plant one", async () => {
    const browser = createTestBrowser(test.gateway);
    const started = await browser.submit(linkOf(await test.create()));

    expect(started.headers.getSetCookie()[0]).toMatch(
      /^__Host-up_flow_[0-9a-f]{12}=.+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it("refuses the callback in another browser, and leaves it to the right one", async () => {
    const made = await test.create();
    const owner = createTestBrowser(test.gateway);
    const other = createTestBrowser(test.gateway);
    await other.submit(linkOf(await test.create()));
    const callback = await test.consent(owner, linkOf(made));

    const stranger = await createTestBrowser(test.gateway).get(callback);
    const withOwnCookie = await other.get(callback);

    expect([stranger.status, withOwnCookie.status]).toEqual([403, 403]);
    expect(stranger.headers.get("location")).toBeNull();
    expect(await test.get(String(made.id))).toMatchObject({
      status: "pending",
      last_error: { code: "browser_mismatch" },
    });
    expect((await owner.get(callback)).status).toBe(200);
    expect(await statusOf(made)).toBe("active");
  });

  it("takes a guessed cookie for no cookie", async () => {
    const made = await test.create();
    const owner = createTestBrowser(test.gateway);
    const callback = await test.consent(owner, linkOf(made));
    const [name] = owner.cookies();

    for (const value of ["", "x".repeat(43), "%00"]) {
      const response = await test.gateway.request(callback, {
        key: null,
        headers: { Cookie: `${name}=${value}` },
      });
      expect(response.status).toBe(403);
    }
    expect(await statusOf(made)).toBe("pending");
  });

  it("takes a callback once of ten at the same time, and never again", async () => {
    const made = await test.create();
    const owner = createTestBrowser(test.gateway);
    const callback = await test.consent(owner, linkOf(made));
    const headers = cookieHeader(owner);
    const exchanges = () => test.platform.calls().filter((call) => call === "exchange").length;
    const before = exchanges();

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => test.gateway.request(callback, { key: null, headers })),
    );
    const replay = await test.gateway.request(callback, { key: null, headers });

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(9);
    expect(replay.status).toBe(410);
    expect(exchanges() - before).toBe(1);
  });

  it("does not let a look at the headers use up the code", async () => {
    const made = await test.create();
    const owner = createTestBrowser(test.gateway);
    const callback = await test.consent(owner, linkOf(made));
    const headers = cookieHeader(owner);

    const head = await test.gateway.request(callback, { method: "HEAD", key: null, headers });

    expect(head.status).toBe(405);
    expect((await owner.get(callback)).status).toBe(200);
  });

  it("refuses a link and a state that are too old", async () => {
    const late = await test.create();
    const started = await test.create();
    const owner = createTestBrowser(test.gateway);
    const callback = await test.consent(owner, linkOf(started));
    test.gateway.clock.advance(600_000);

    expect((await owner.get(linkOf(late))).status).toBe(410);
    expect((await owner.submit(linkOf(late))).status).toBe(410);
    expect((await owner.get(callback)).status).toBe(410);
    expect([await statusOf(late), await statusOf(started)]).toEqual(["failed", "failed"]);
  });

  it.each(["/oauth/elsewhere/callback", "/oauth/other/callback", "/oauth/memory%2f/callback"])(
    "refuses the callback at %s, and leaves it to the right one",
    async (path) => {
      const made = await test.create();
      const owner = createTestBrowser(test.gateway);
      const callback = await test.consent(owner, linkOf(made));
      const { search } = new URL(callback, "https://gateway.example");

      expect([404, 410]).toContain((await owner.get(`${path}${search}`)).status);
      expect((await owner.get(callback)).status).toBe(200);
    },
  );

  it.each([
    "",
    "?state=",
    "?code=memory-code-1",
    "?state=unknown&code=memory-code-1",
    `?state=${"x".repeat(5000)}`,
  ])("refuses a callback with %j", async (query) => {
    const page = await createTestBrowser(test.gateway).get(`/oauth/memory/callback${query}`);

    expect(page.status).toBe(410);
  });

  it("refuses a callback that names something twice", async () => {
    const made = await test.create();
    const owner = createTestBrowser(test.gateway);
    const callback = await test.consent(owner, linkOf(made));

    expect((await owner.get(`${callback}&code=another`)).status).toBe(410);
    expect((await owner.get(`${callback}&state=another`)).status).toBe(410);
    expect(await statusOf(made)).toBe("pending");
  });

  it("kills an unopened link when a newer one is made", async () => {
    const made = await test.create();
    const newer = await test.gateway.request(`/v1/connections/${made.id}/reauthorize`, {
      method: "POST",
    });
    const browser = createTestBrowser(test.gateway);

    expect(newer.status).toBe(201);
    expect((await browser.submit(linkOf(made))).status).toBe(410);
  });

  it("does not send the owner to a return URL that is no longer allowed", async () => {
    const { id, key } = await test.gateway.createTenant();
    const allow = (return_urls: readonly string[]) =>
      test.gateway.request(`/v1/tenants/${id}`, { method: "PATCH", key, json: { return_urls } });
    await allow(["https://gone.example/"]);
    const made = await test.create({ return_url: "https://gone.example/back" }, key);
    const owner = createTestBrowser(test.gateway);
    const callback = await test.consent(owner, linkOf(made));
    await allow([]);

    const page = await owner.get(callback);

    expect(page.status).toBe(200);
    expect(page.headers.get("location")).toBeNull();
  });

  it("says the same about an unknown link whatever it looks like", async () => {
    const browser = createTestBrowser(test.gateway);
    const paths = ["/connect/x", `/connect/${"A".repeat(43)}`, `/connect/${"é".repeat(300)}`];

    const pages = await Promise.all(paths.map((path) => browser.get(path)));
    const texts = await Promise.all(pages.map((page) => page.text()));

    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(texts).size).toBe(1);
  });

  it("escapes what the asking key and its tenant call themselves", async () => {
    const made = await test.gateway.request("/v1/api-keys", {
      method: "POST",
      json: { name: '<img src=x onerror="alert(1)">', scopes: ["connections"] },
    });
    const { key } = JSON.parse(await made.text()) as { key: string };
    const page = await createTestBrowser(test.gateway).get(linkOf(await test.create({}, key)));

    const text = await page.text();
    expect(text).not.toContain("<img");
    expect(text).toContain("&lt;img");
  });
});

/** The cookie of the only flow of a browser. */
function cookieHeader(browser: TestBrowser): { Cookie: string } {
  const name = browser.cookies()[0] ?? "";
  return { Cookie: `${name}=${browser.cookieValue(name)}` };
}
