import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace";
import { expect, it } from "vitest";
import { createTracing } from "./create-tracing";
import type { SpanStart } from "./tracing";

function open() {
  const exporter = new InMemorySpanExporter();
  const tracing = createTracing(new SimpleSpanProcessor({ exporter }));
  const spans = () =>
    new Map(exporter.getFinishedSpans().map((span: ReadableSpan) => [span.name, span]));
  return { tracing, spans };
}

const named = (name: string, traceparent: string | null = null): SpanStart => ({
  name,
  kind: "internal",
  attributes: {},
  traceparent,
});

it("makes spans that begin within another its children, through asynchronous work", async () => {
  const { tracing, spans } = open();

  await tracing.span(named("job"), async () => {
    await Promise.resolve();
    await Promise.all([
      tracing.span(named("first"), async () => {}),
      tracing.span(named("second"), async () => {}),
    ]);
  });
  await tracing.span(named("unrelated"), async () => {});

  const job = spans().get("job")?.spanContext();
  expect(spans().get("first")?.parentSpanContext?.spanId).toBe(job?.spanId);
  expect(spans().get("second")?.parentSpanContext?.spanId).toBe(job?.spanId);
  expect(spans().get("unrelated")?.parentSpanContext).toBeUndefined();
});

it("continues the caller's trace", async () => {
  const { tracing, spans } = open();
  const traceId = "0af7651916cd43dd8448eb211c80319c";

  await tracing.span(named("request", `00-${traceId}-b7ad6b7169203331-01`), async () => {});
  await tracing.span(named("garbage", "not a traceparent"), async () => {});

  expect(spans().get("request")?.spanContext().traceId).toBe(traceId);
  expect(spans().get("garbage")?.parentSpanContext).toBeUndefined();
});

it("passes failures on and keeps their code, never their message", async () => {
  const { tracing, spans } = open();
  const failure = Object.assign(new Error("token act.secret was refused"), { code: "refused" });

  await expect(tracing.span(named("call"), () => Promise.reject(failure))).rejects.toBe(failure);

  const span = spans().get("call");
  expect(span?.attributes).toEqual({ "error.type": "refused" });
  expect(span?.events).toEqual([]);
  expect(JSON.stringify(span?.status)).not.toContain("secret");
});

it("keeps two gateways of one process apart", async () => {
  const [one, two] = [open(), open()];

  await one.tracing.span(named("outer"), () => two.tracing.span(named("inner"), async () => {}));

  expect(two.spans().get("inner")?.parentSpanContext).toBeUndefined();
  expect([...one.spans().keys()]).toEqual(["outer"]);
});
