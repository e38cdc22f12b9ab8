import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What a gateway counts, for Prometheus to fetch. Labels are few and closed: no id, no user, no address. */
export type GatewayMetrics = ReturnType<typeof createGatewayMetrics>;

/** From answers out of memory to calls that time out, in seconds. */
const CALL_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** From a wake-up for nothing to an upload of hours, in seconds. */
const JOB_SECONDS = [0.005, 0.05, 0.25, 1, 5, 15, 60, 300, 1800, 7200];

/** Makes the counters of one gateway; every gateway of a process has its own. */
export function createGatewayMetrics() {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    requests: new Histogram({
      name: "upload_post_http_request_seconds",
      help: "Answered HTTP requests, by route pattern and status",
      labelNames: ["method", "route", "status"] as const,
      buckets: CALL_SECONDS,
      registers,
    }),
    mediaBytes: new Counter({
      name: "upload_post_media_stored_bytes_total",
      help: "Bytes of media that were taken in whole",
      registers,
    }),
    jobs: new Histogram({
      name: "upload_post_job_seconds",
      help: "Runs of background jobs, by kind and outcome (done, failed)",
      labelNames: ["kind", "outcome"] as const,
      buckets: JOB_SECONDS,
      registers,
    }),
    connectorCalls: new Histogram({
      name: "upload_post_connector_call_seconds",
      help: "Calls of a connector: authorisation, account descriptions, each step of publishing; the outcome is ok or an error code",
      labelNames: ["platform", "call", "outcome"] as const,
      buckets: CALL_SECONDS,
      registers,
    }),
    platformRequests: new Histogram({
      name: "upload_post_platform_request_seconds",
      help: "HTTP requests to a platform's API, by status (or error when no answer came)",
      labelNames: ["platform", "method", "status"] as const,
      buckets: CALL_SECONDS,
      registers,
    }),
    sentBytes: new Counter({
      name: "upload_post_platform_sent_bytes_total",
      help: "Bytes of media that were sent to platforms",
      registers,
    }),
    runs: new Counter({
      name: "upload_post_delivery_runs_total",
      help: "Runs of a delivery, by how they ended: delivered, waiting, failed, unconfirmed",
      labelNames: ["platform", "mode", "result"] as const,
      registers,
    }),
    webhookAttempts: new Histogram({
      name: "upload_post_webhook_attempt_seconds",
      help: "Attempts to tell webhook endpoints something; the outcome is delivered or an error code",
      labelNames: ["outcome"] as const,
      buckets: CALL_SECONDS,
      registers,
    }),
    eventStreams: new Gauge({
      name: "upload_post_event_streams",
      help: "Event streams that are open in this process",
      registers,
    }),
    liveDeliveries: new Gauge({
      name: "upload_post_deliveries",
      help: "Deliveries with something left to do, by status; the same on every replica",
      labelNames: ["status"] as const,
      registers,
    }),
    overdueSeconds: new Gauge({
      name: "upload_post_deliveries_overdue_seconds",
      help: "How long the delivery that is due longest has waited for a worker; the same on every replica",
      registers,
    }),
  };
}
