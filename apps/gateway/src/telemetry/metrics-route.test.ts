import { afterAll, beforeAll, expect, it } from "vitest";
import { readJson } from "../../test/create-test-gateway";
import { createTestPosts, type TestPosts } from "../../test/create-test-posts";
import { withDatabases } from "../../test/test-databases";
import { postSchema } from "../posts/post-body";

withDatabases("the metrics", (engine) => {
  let test: TestPosts;
  beforeAll(async () => {
    test = await createTestPosts(engine);
  });
  afterAll(() => test.close());

  const make = async (fields: Record<string, unknown> = {}) => {
    const answer = await test.post({
      media: [test.addMedia()],
      targets: [
        {
          connection: test.connection,
          mode: "publish",
          options: { audience: "everyone", transfer: "offset", commit: "last-byte" },
        },
      ],
      review: "caller",
      consent: { collected_at: "2026-11-20T11:59:00Z" },
      ...fields,
    });
    return postSchema.parse(await readJson(answer, 202)).deliveries[0]?.id ?? "";
  };
  const scrape = async () => {
    const answer = await test.request("/metrics");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
    return await answer.text();
  };

  it("count a delivery's run, its steps and the requests that led to it", async () => {
    await test.wake(await make());

    const text = await scrape();

    expect(text).toContain(
      'upload_post_delivery_runs_total{platform="memory",mode="publish",result="delivered"} 1',
    );
    expect(text).toMatch(
      /upload_post_connector_call_seconds_count\{platform="memory",call="step [a-z-]+",outcome="ok"\} 1/,
    );
    expect(text).toMatch(
      /upload_post_http_request_seconds_count\{method="POST",route="\/v1\/posts",status="202"\} 1/,
    );
  });

  it("tell how much is left to do, and how late it is", async () => {
    await make();
    await make({ publish_at: "2026-11-25T12:00:00Z" });
    test.gateway.clock.advance(90_000);

    const text = await scrape();

    expect(text).toContain('upload_post_deliveries{status="queued"} 1');
    expect(text).toContain('upload_post_deliveries{status="scheduled"} 1');
    expect(text).toContain("upload_post_deliveries_overdue_seconds 90");
  });

  it("name no tenant, key, owner, account or post", async () => {
    const text = await scrape();

    expect(text).not.toMatch(/owner-1|account-\d|\b(con|post|dlv|med|key|ten)_/);
  });

  it("are shown to the operator's keys alone", async () => {
    const { key } = await test.gateway.createTenant();

    expect((await test.request("/metrics", { key })).status).toBe(403);
    expect((await test.request("/metrics", { key: null })).status).toBe(401);
  });
});
