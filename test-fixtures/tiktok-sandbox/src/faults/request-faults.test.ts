import { describe, expect, it } from "vitest";
import { expectApiError, expectOauthError, withSandbox } from "../../test/with-sandbox";

const TOKEN = "POST /v2/oauth/token/";
const CREATOR = "POST /v2/post/publish/creator_info/query/";
const INIT = "POST /v2/post/publish/video/init/";

describe("faults of requests", () => {
  it("fails the next calls of one route with a code, then lets them through", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.faults.add({
        target: CREATOR,
        skip: 1,
        times: 2,
        effect: { kind: "api-error", code: "internal_error", status: 500 },
      });
      const codes: string[] = [];
      for (let call = 0; call < 4; call += 1) {
        codes.push((await client.creatorInfo(access)).json.error.code);
      }
      expect(codes).toEqual(["ok", "internal_error", "internal_error", "ok"]);
      expect(sandbox.faults.list()).toEqual([]);
    }));

  it("leaves other routes alone", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.faults.add({ target: INIT, times: null, effect: { kind: "rate-limit" } });
      expect((await client.creatorInfo(access)).status).toBe(200);
      expectApiError(await client.initDirect(access), 429, "rate_limit_exceeded");
      expectApiError(await client.initDirect(access), 429, "rate_limit_exceeded");
      expect(sandbox.inspect.tasks()).toEqual([]);
    }));

  it("answers 429 with and without Retry-After", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.faults.add({ effect: { kind: "rate-limit", retryAfterSeconds: 7 } });
      expect((await client.creatorInfo(access)).headers.get("retry-after")).toBe("7");
      sandbox.faults.add({ effect: { kind: "rate-limit" } });
      expect((await client.creatorInfo(access)).headers.get("retry-after")).toBeNull();
    }));

  it("answers OAuth errors with HTTP 200, and HTML instead of JSON", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      sandbox.faults.add({
        target: TOKEN,
        effect: { kind: "oauth-error", error: "temporarily_unavailable" },
      });
      expectOauthError(await client.refresh(refresh), "temporarily_unavailable");
      sandbox.faults.add({
        target: TOKEN,
        effect: { kind: "answer", status: 502, body: "<html>Bad gateway</html>" },
      });
      const html = await client.refresh(refresh);
      expect([html.status, html.text]).toEqual([502, "<html>Bad gateway</html>"]);
      // Neither took effect: the refresh token is still good.
      expect((await client.refresh(refresh)).json.access_token).toMatch(/^act\./);
    }));

  it("drops a request before it takes effect", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      sandbox.faults.add({ target: TOKEN, effect: { kind: "drop", when: "before" } });
      await expect(client.refresh(refresh)).rejects.toThrow();
      expect((await client.refresh(refresh)).json.access_token).toMatch(/^act\./);
    }));

  for (const when of ["mid", "after"] as const) {
    it(`loses the answer to a refresh that took effect (${when})`, () =>
      withSandbox(async ({ sandbox, client }) => {
        const { refresh } = await client.connect();
        sandbox.faults.add({ target: TOKEN, effect: { kind: "drop", when } });
        await expect(client.refresh(refresh)).rejects.toThrow();
        // The old token died with an answer nobody has.
        expectOauthError(await client.refresh(refresh), "invalid_grant");
        const valid = sandbox.inspect.tokens().filter((one) => one.kind === "refresh" && one.valid);
        expect(valid).toHaveLength(1);
      }));
  }

  it("resets the connection behind a whole answer", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.faults.add({ effect: { kind: "answer-then-drop" } });
      expect((await client.creatorInfo(access)).json.error.code).toBe("ok");
      expect((await client.creatorInfo(access)).json.error.code).toBe("ok");
    }));

  it("delays before the effect, or before the answer", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      for (const when of ["before", "after"] as const) {
        sandbox.faults.add({ effect: { kind: "delay", ms: 60, when } });
        const start = performance.now();
        expect((await client.creatorInfo(access)).status).toBe(200);
        expect(performance.now() - start).toBeGreaterThanOrEqual(55);
      }
    }));

  it("lets an answer trickle and arrive whole", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.faults.add({ target: TOKEN, effect: { kind: "slow", bytesPerSecond: 2000 } });
      const start = performance.now();
      expectOauthError(await client.refresh("rft.nothing"), "invalid_grant");
      expect(performance.now() - start).toBeGreaterThan(30);
    }));

  it("cuts a body that took effect, well framed", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.faults.add({ target: INIT, effect: { kind: "truncate", keepBytes: 20 } });
      const answer = await client.initDirect(access);
      expect([answer.status, answer.text.length, answer.json]).toEqual([200, 20, undefined]);
      expect(sandbox.inspect.tasks()).toHaveLength(1);
    }));

  it("tells another answer than the true one", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access } = await client.connect();
      sandbox.faults.add({ target: INIT, effect: { kind: "replace", body: '{"data":[]}' } });
      expect((await client.initDirect(access)).json).toEqual({ data: [] });
      sandbox.faults.add({ target: INIT, effect: { kind: "replace", status: 500, body: "" } });
      expect((await client.initDirect(access)).status).toBe(500);
      expect(sandbox.inspect.tasks()).toHaveLength(2);
    }));

  it("refuses a fault that makes no sense", () =>
    withSandbox(async ({ sandbox }) => {
      const nonsense = { effect: { kind: "explode" } } as never;
      expect(() => sandbox.faults.add(nonsense)).toThrow();
      const never = { times: 0, effect: { kind: "answer-then-drop" } } as const;
      expect(() => sandbox.faults.add(never)).toThrow();
    }));

  it("notes the fault in the request log", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.faults.add({ target: TOKEN, effect: { kind: "drop", when: "after" } });
      await expect(client.refresh("rft.nothing")).rejects.toThrow();
      expect(sandbox.inspect.requests().at(-1)).toMatchObject({
        route: TOKEN,
        status: 0,
        fault: "drop",
      });
    }));
});
