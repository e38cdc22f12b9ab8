import type { JobQueue } from "../jobs/job-queue";
import { measure } from "./measure";
import type { Telemetry } from "./telemetry";

/** The same queue; every run of a handler is timed, and is the root of a trace. */
export function instrumentJobs(jobs: JobQueue, { metrics, tracing }: Telemetry): JobQueue {
  return {
    ...jobs,
    work: (kind, concurrency, handler) =>
      jobs.work(kind, concurrency, (payload, signal) =>
        measure(
          metrics.jobs,
          (outcome) => ({ kind, outcome: outcome === "ok" ? "done" : "failed" }),
          () =>
            tracing.span(
              {
                name: `job ${kind}`,
                kind: "consumer",
                attributes: { "upload_post.object_id": payload.id },
                traceparent: null,
              },
              () => handler(payload, signal),
            ),
        ),
      ),
  };
}
