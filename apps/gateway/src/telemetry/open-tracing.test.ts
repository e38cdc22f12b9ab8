import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestGateway } from "../../test/create-test-gateway";

/** What a collector was sent: the path, its key, and the names of the spans. */
const received: { path: string; key: string | undefined; names: string[] }[] = [];
const collector = createServer(async (request, response) => {
  const body = await text(request);
  const names = [...body.matchAll(/"name":"([^"]+)"/g)].map(([, name]) => name ?? "");
  received.push({ path: request.url ?? "", key: request.headers["x-key"]?.toString(), names });
  response.setHeader("content-type", "application/json").end("{}");
});
beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
});
afterAll(() => new Promise((resolve) => collector.close(resolve)));

it("sends a gateway's traces to the operator's collector, the last ones when it stops", async () => {
  const { port } = collector.address() as AddressInfo;
  const gateway = await createTestGateway({
    engine: "embedded",
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=collector-secret=1",
    },
  });
  await gateway.request("/healthz");
  await gateway.close();

  expect(received).toEqual([
    { path: "/v1/traces", key: "collector-secret=1", names: expect.arrayContaining(["GET"]) },
  ]);
  expect(gateway.logLines.join("")).not.toContain("collector-secret");
});

it("does not let a dead collector get in anybody's way", async () => {
  const gateway = await createTestGateway({
    engine: "embedded",
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" },
  });

  expect((await gateway.request("/healthz")).status).toBe(200);
  await gateway.close();
});
