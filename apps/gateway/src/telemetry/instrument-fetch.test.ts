import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { expect, it } from "vitest";
import { createTracing } from "./create-tracing";
import { createGatewayMetrics } from "./gateway-metrics";
import { instrumentFetch } from "./instrument-fetch";

function open(fetch: typeof globalThis.fetch) {
  const exporter = new InMemorySpanExporter();
  const telemetry = {
    metrics: createGatewayMetrics(),
    tracing: createTracing(new SimpleSpanProcessor({ exporter })),
  };
  const count = async (method: string, status: string | number) => {
    const { values } = await telemetry.metrics.platformRequests.get();
    return values.find(
      ({ metricName, labels }) =>
        metricName?.endsWith("_count") === true &&
        labels.method === method &&
        String(labels.status) === String(status),
    )?.value;
  };
  return { fetch: instrumentFetch(fetch, "memory", telemetry), exporter, count };
}

it("times requests by status and shows neither path, query nor header", async () => {
  const { fetch, exporter, count } = open(async () => new Response("{}", { status: 429 }));
  const request = new Request("https://platform.example/secret-path?token=secret", {
    method: "POST",
    headers: { authorization: "Bearer secret" },
    body: "secret",
  });

  await fetch(request);
  await fetch("https://platform.example/secret-path?token=secret");

  expect(await count("POST", 429)).toBe(1);
  expect(await count("GET", 429)).toBe(1);
  const shown = exporter.getFinishedSpans().map(({ name, attributes }) => ({ name, attributes }));
  expect(shown[0]?.attributes).toMatchObject({
    "server.address": "platform.example",
    "http.response.status_code": 429,
  });
  expect(JSON.stringify(shown)).not.toContain("secret");
});

it("leaves the body of a request to the platform", async () => {
  const { fetch } = open(async (input) => new Response(await new Request(input).text()));
  const request = new Request("https://platform.example/", { method: "POST", body: "a body" });

  expect(await (await fetch(request)).text()).toBe("a body");
});

it("counts requests without an answer by their failure", async () => {
  const reset = Object.assign(new Error("reset"), { code: "ECONNRESET" });
  const { fetch, count } = open(() => Promise.reject(reset));

  await expect(fetch("https://platform.example/")).rejects.toBe(reset);

  expect(await count("GET", "ECONNRESET")).toBe(1);
});
