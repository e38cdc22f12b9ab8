import { createRoute, z } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { ApiError } from "../http/api-error";
import type { GatewayApp } from "../http/gateway-app";
import { commonProblems, problemResponse, secured } from "../http/route-parts";
import { getPost } from "../posts/find-posts";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { findPlace } from "./find-place";
import type { EventStreams } from "./open-event-streams";
import { sendPostEvents } from "./send-post-events";

const streamRoute = createRoute({
  method: "get",
  path: "/v1/posts/{id}/events",
  tags: ["Posts"],
  summary: "Follow a post as server-sent events, from its beginning or from where you stopped",
  ...secured("posts"),
  request: {
    params: z.object({ id: z.string().max(128) }),
    headers: z.object({
      "last-event-id": z
        .string()
        .regex(/^\d{0,18}$/, "Must be the `id` of an event of this stream.")
        .optional()
        .openapi({ description: "The `id` of the last event that you have; only later ones come" }),
    }),
  },
  responses: {
    200: {
      description:
        "Events `delivery.updated`, each with a delivery as JSON. The stream ends when the post is settled",
      content: { "text/event-stream": { schema: z.string() } },
    },
    204: { description: "You have all events, and no more will come" },
    404: problemResponse("No such post"),
    503: problemResponse("No stream can be opened here now"),
    ...commonProblems,
  },
});

/** Registers the event stream of a post. */
export function registerEventStreamRoutes(
  app: GatewayApp,
  dependencies: PostsDependencies,
  streams: EventStreams,
): void {
  app.openapi(streamRoute, async (context) => {
    const { id } = context.req.valid("param");
    const { "last-event-id": lastEventId = "" } = context.req.valid("header");
    const caller = context.get("caller");
    const { post } = await getPost(dependencies, caller, id);
    if (streams.closing.aborted) throw closing();
    const leave = streams.places.take(`${caller.tenantId}/${caller.keyId}`);
    try {
      const after = await findPlace(dependencies.database, post.id, lastEventId);
      const first = await streams.feed.read({ postId: post.id, after });
      if (first.isAll && first.items.length === 0) {
        leave();
        return context.body(null, 204);
      }
      const left = new AbortController();
      const response = streamSSE(context, async (stream) => {
        stream.onAbort(() => left.abort());
        try {
          const end = await sendPostEvents(stream, {
            ...{ feed: streams.feed, closing: streams.closing, now: dependencies.now, first, left },
            ...{ stallMs: streams.stallMs, maxLifeMs: streams.maxLifeMs },
          });
          if (end !== "stalled") return;
          // What it was sent and did not read would keep the connection, and the process, waiting.
          stream.abort();
          context.env?.outgoing?.destroy();
        } catch (error) {
          // The reader sees the stream end, comes back, and goes on where it stood.
          dependencies.logger.warn({ error, postId: post.id }, "an event stream broke");
        } finally {
          leave();
        }
      });
      // A proxy that collects the answer before it passes it on would make the stream useless.
      response.headers.set("X-Accel-Buffering", "no");
      // The connection must not outlive its stream: the process may be waiting to end.
      response.headers.set("Connection", "close");
      return response;
    } catch (error) {
      leave();
      throw error;
    }
  });
}

function closing(): ApiError {
  return new ApiError("unavailable", {
    detail: "This process is ending. Open the stream again; another one answers.",
    retryAfterSeconds: 1,
  });
}
