import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, readJson, type TestGateway } from "../../test/create-test-gateway";
import { MAX_JSON_BYTES } from "./strict-json";

describe("the application", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine: "embedded" });
  });
  afterAll(async () => gateway.close());

  const postKey = (
    body: string | ReadableStream<Uint8Array>,
    headers: Record<string, string> = {},
  ) =>
    gateway.request("/v1/api-keys", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/json", ...headers },
    });

  it("takes an acceptable request id and replaces any other", async () => {
    const taken = await gateway.request("/healthz", { headers: { "X-Request-Id": "abc-1.2_3" } });
    const replaced = await gateway.request("/healthz", { headers: { "X-Request-Id": "a b" } });

    expect(taken.headers.get("x-request-id")).toBe("abc-1.2_3");
    expect(replaced.headers.get("x-request-id")).toMatch(/^req_[0-9a-f]{24}$/);
  });

  it("puts the request id into a problem", async () => {
    const response = await gateway.request("/v1/api-keys", {
      key: null,
      headers: { "X-Request-Id": "mine" },
    });

    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await readJson(response, 401)).toMatchObject({
      code: "unauthorized",
      request_id: "mine",
    });
  });

  it.each([
    ["no key", null],
    ["another word than Bearer", "Basic dGVzdDp0ZXN0"],
    ["a wrong key", "Bearer up_live_wrong"],
    ["an empty key", "Bearer "],
    ["a key of many words", "Bearer a b c"],
    ["a very long key", `Bearer ${"x".repeat(5000)}`],
  ])("answers %s with 401", async (_what, authorization) => {
    const headers: Record<string, string> = {};
    if (authorization !== null) headers.Authorization = authorization;
    const response = await gateway.request("/v1/api-keys", { key: null, headers });

    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    await readJson(response, 401);
  });

  it("asks for a key before it says what there is under /v1", async () => {
    await readJson(await gateway.request("/v1/nothing-here", { key: null }), 401);
    expect(await readJson(await gateway.request("/v1/nothing-here"), 404)).toMatchObject({
      code: "not_found",
    });
  });

  it("names the methods of an address that takes others", async () => {
    const response = await gateway.request("/v1/api-keys", { method: "PUT" });

    expect(response.headers.get("allow")).toBe("GET, POST");
    expect(await readJson(response, 405)).toMatchObject({ code: "method_not_allowed" });
  });

  it("sends protective headers with everything", async () => {
    for (const path of ["/healthz", "/v1/api-keys", "/nowhere", "/docs"]) {
      const { headers } = await gateway.request(path);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    }
  });

  it("counts an API key's requests aloud", async () => {
    const { headers } = await gateway.request("/v1/api-keys");

    expect(headers.get("ratelimit-policy")).toBe('"requests";q=6000;w=60');
    expect(headers.get("ratelimit")).toMatch(/^"requests";r=\d+;t=\d+$/);
  });

  it("points at unknown and bad fields of a body", async () => {
    const response = await postKey('{"name":"a","scopes":[1],"limits":{"user":["a"]}}');

    const problem = await readJson(response, 400);
    expect(problem).toMatchObject({ code: "invalid_request" });
    expect(problem.errors).toEqual([
      { path: "/scopes/0", message: expect.any(String) },
      { path: "/limits/user", message: expect.stringContaining("not known") },
    ]);
  });

  it("points at unknown and bad query parameters", async () => {
    const response = await gateway.request("/v1/api-keys?limit=0&page=2");

    expect((await readJson(response, 400)).errors).toEqual([
      { path: "?limit", message: expect.any(String) },
      { path: "?page", message: expect.any(String) },
    ]);
  });

  it.each([
    ["broken JSON", "{"],
    ["invalid UTF-8 as JSON", "\udc00"],
    ["a repeated member", '{"name":"a","name":"b","scopes":["posts"]}'],
    ["an array", "[]"],
    ["null", "null"],
    ["nothing", ""],
  ])("refuses %s with 400", async (_what, body) => {
    expect(await readJson(await postKey(body), 400)).toMatchObject({ code: "invalid_request" });
  });

  it("refuses a body that declares or turns out to be too large, without reading on", async () => {
    let chunks = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        chunks += 1;
        controller.enqueue(new Uint8Array(16 * 1024).fill(32));
      },
    });
    const declared = await postKey("{}", { "Content-Length": String(MAX_JSON_BYTES + 1) });
    const request = new Request("http://localhost/v1/api-keys", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${gateway.adminKey}`,
        "Content-Type": "application/json",
      },
      body: endless,
      duplex: "half",
    });
    const streamed = await gateway.app.fetch(request);

    expect(await readJson(declared, 413)).toMatchObject({ code: "payload_too_large" });
    expect(await readJson(streamed, 413)).toMatchObject({ code: "payload_too_large" });
    expect(chunks).toBeLessThan(20);
  });

  it.each([
    ["another content type", { "Content-Type": "text/plain" }],
    ["a compressed body", { "Content-Encoding": "gzip" }],
  ])("refuses %s with 415", async (_what, headers) => {
    const response = await postKey('{"name":"a","scopes":["posts"]}', headers);

    expect(await readJson(response, 415)).toMatchObject({ code: "unsupported_media_type" });
  });

  it.each(["/v1/api-keys/%00", "/v1/api-keys/%ff", "/v1/api-keys/%", "/%zz", "/v1/api-keys/a%2Fb"])(
    "finds nothing at %s",
    async (path) => {
      expect(await readJson(await gateway.request(path), 404)).toMatchObject({ code: "not_found" });
    },
  );

  it.each(["cursor=%00", "cursor=%ff", "limit=%", "cursor=abc", "limit=1e3", "limit=1&limit=2"])(
    "refuses the query %s with 400",
    async (query) => {
      const response = await gateway.request(`/v1/api-keys?${query}`);

      expect(await readJson(response, 400)).toMatchObject({ code: "invalid_request" });
    },
  );
});
