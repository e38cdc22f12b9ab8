import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, readJson, type TestGateway } from "../../test/create-test-gateway";
import { registeredRoutes } from "../http/not-found";
import { checkReadiness, oneAtATime } from "./readiness";

describe("operations", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway({ engine: "embedded" });
  });
  afterAll(async () => gateway.close());

  it("says that the process is alive, without a key", async () => {
    const response = await gateway.request("/healthz", { key: null });

    expect(await readJson(response, 200)).toEqual({ status: "ok" });
  });

  it("tests the database and the media store before it calls itself ready", async () => {
    const ready = await readJson(await gateway.request("/readyz", { key: null }), 200);
    expect(ready).toEqual({
      status: "ok",
      checks: { database: "ok", encryption_keys: "ok", media_store: "ok", serving: "ok" },
    });

    const directory = join(gateway.dataDir, "media");
    await rm(directory, { recursive: true });
    await writeFile(directory, "a file where the directory should be");
    const broken = await readJson(await gateway.request("/readyz", { key: null }), 503);
    await rm(directory);

    expect(broken).toMatchObject({ checks: { database: "ok", media_store: "failed" } });
  });

  it("does not ask again what hangs, says so within five seconds, and sees it come back", async () => {
    let asked = 0;
    let answer: () => void = () => undefined;
    const check = oneAtATime({
      name: "database",
      run: () => {
        asked += 1;
        return new Promise<void>((resolve) => {
          answer = resolve;
        });
      },
    });
    const startedAt = performance.now();
    const [first, second] = await Promise.all([checkReadiness([check]), checkReadiness([check])]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect([first.checks, second.checks]).toEqual([{ database: "failed" }, { database: "failed" }]);
    expect(asked).toBe(1);

    answer();
    const later = checkReadiness([check]);
    answer();
    expect((await later).ready).toBe(true);
  });

  it("counts a check that rejects as failed, and keeps its error", async () => {
    const error = new Error("down");
    const checks = [{ name: "database", run: () => Promise.reject(error) }];

    expect(await checkReadiness(checks)).toEqual({
      ready: false,
      checks: { database: "failed" },
      errors: [error],
    });
  });

  it("describes every route under /v1 in the OpenAPI document, with its scope", async () => {
    const document = await readJson(await gateway.request("/openapi.json", { key: null }), 200);
    const paths = document.paths as Record<string, Record<string, Record<string, unknown>>>;

    for (const { method, path } of registeredRoutes(gateway.app)) {
      if (!path.startsWith("/v1/")) continue;
      const operation = paths[path.replace(/:(\w+)/g, "{$1}")]?.[method.toLowerCase()];
      expect(operation, `${method} ${path}`).toMatchObject({
        summary: expect.any(String),
        tags: expect.any(Array),
        security: [{ apiKey: [] }],
        "x-scope": expect.any(String),
      });
    }
    expect(document).toMatchObject({
      openapi: "3.1.0",
      components: { securitySchemes: { apiKey: { type: "http", scheme: "bearer" } } },
    });
  });

  it("shows every route and every error code on a page that loads nothing", async () => {
    const page = await (await gateway.request("/docs", { key: null })).text();

    for (const { method, path } of registeredRoutes(gateway.app)) {
      if (path.startsWith("/v1/")) {
        expect(page).toContain(`${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
      }
    }
    expect(page).toContain('id="error-unknown_reference"');
    expect(page).not.toMatch(/<script|https?:\/\/(?!json-schema|example\.com)/);
  });
});
