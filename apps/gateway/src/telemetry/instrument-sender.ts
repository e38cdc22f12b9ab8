import type { ByteSender } from "@upload-post/core";
import type { Telemetry } from "./telemetry";

/** The same sender; every range is a span, and its bytes are counted as they leave. */
export function instrumentSender(sender: ByteSender, { metrics, tracing }: Telemetry): ByteSender {
  return {
    send: (request) =>
      tracing.span(
        {
          name: `${request.method} media bytes`,
          kind: "client",
          attributes: {
            "http.request.method": request.method,
            "server.address": new URL(request.url).host,
            "upload_post.range.offset_bytes": request.range.offsetBytes,
            "upload_post.range.length_bytes": request.range.lengthBytes,
          },
          traceparent: null,
        },
        async (span) => {
          const response = await sender.send({
            ...request,
            onBytesSent: (lengthBytes) => {
              metrics.sentBytes.inc(lengthBytes);
              request.onBytesSent(lengthBytes);
            },
          });
          span.set({ "http.response.status_code": response.status });
          return response;
        },
      ),
    close: () => sender.close(),
  };
}
