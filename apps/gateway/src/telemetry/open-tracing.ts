import type { Secret } from "@upload-post/core/connector";
import { createSilentTracing } from "./create-silent-tracing";
import type { Tracing } from "./tracing";

/** Where the operator collects traces. */
export type TracesSetting = {
  /** The collector's base address, such as `http://collector:4318`. */
  readonly endpoint: string;
  /** `name=value,name=value` to send along; collectors ask for keys this way. */
  readonly headers: Secret | null;
};

/** A collector that does not answer must not keep a stopping gateway; its retries count too. */
const EXPORT_TIMEOUT_MS = 2_000;

/**
 * Sends spans to an OpenTelemetry collector by OTLP over HTTP, in batches; without a collector nothing
 * is even loaded.
 */
export async function openTracing(setting: TracesSetting | null): Promise<Tracing> {
  if (setting === null) return createSilentTracing();
  const [{ createTracing }, { OTLPTraceExporter }, { BatchSpanProcessor }] = await Promise.all([
    import("./create-tracing"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const exporter = new OTLPTraceExporter({
    url: `${setting.endpoint.replace(/\/$/, "")}/v1/traces`,
    headers: readHeaders(setting.headers),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  return createTracing(new BatchSpanProcessor({ exporter }));
}

function readHeaders(setting: Secret | null): Record<string, string> {
  if (setting === null) return {};
  return Object.fromEntries(
    setting
      .reveal()
      .split(",")
      .map((pair) => {
        const [name = "", ...value] = pair.split("=");
        return [name.trim(), value.join("=").trim()];
      }),
  );
}
