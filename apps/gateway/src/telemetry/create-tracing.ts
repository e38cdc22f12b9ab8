import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { failureCode } from "./failure-code";
import type { SpanStart, Tracing } from "./tracing";

const kinds: Readonly<Record<SpanStart["kind"], SpanKind>> = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
};

/**
 * Tracing through OpenTelemetry's SDK. Which span is the parent travels with the asynchronous work in
 * a storage of its own: nothing global is registered, so several gateways may live in one process.
 */
export function createTracing(processor: SpanProcessor): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "upload-post-gateway" }),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer("upload-post");
  const propagator = new W3CTraceContextPropagator();
  const current = new AsyncLocalStorage<Context>();
  const parentOf = ({ traceparent }: SpanStart): Context => {
    const parent = current.getStore() ?? ROOT_CONTEXT;
    if (traceparent === null) return parent;
    return propagator.extract(parent, { traceparent }, defaultTextMapGetter);
  };
  return {
    async span(start, work) {
      const { name, kind, attributes } = start;
      const parent = parentOf(start);
      const span = tracer.startSpan(name, { kind: kinds[kind], attributes }, parent);
      try {
        return await current.run(trace.setSpan(parent, span), () =>
          work({ set: (more) => void span.setAttributes(more) }),
        );
      } catch (error) {
        // The message stays out: it may quote what a platform or a caller sent.
        span.setAttribute("error.type", failureCode(error));
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    },
    close: () => provider.shutdown(),
  };
}
