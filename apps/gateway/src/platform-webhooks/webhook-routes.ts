import { z } from "@hono/zod-openapi";
import type { Connector } from "@upload-post/core/connector";
import type { Context } from "hono";
import { ApiError, notFound } from "../http/api-error";
import type { GatewayApp, GatewayEnvironment } from "../http/gateway-app";
import { readLimitedBody } from "../http/read-limited-body";
import { problemResponse } from "../http/route-parts";
import { createRateLimit } from "../rate-limits/create-rate-limit";
import type { PlatformWebhookDependencies } from "./platform-webhook-dependencies";
import { storeWebhook } from "./store-webhook";

/** Far more than any notification has. */
const bodyLimits = { maxBytes: 64 * 1024, timeoutMs: 10_000 };

/** Of one address. Platforms are never among them: what they sign is not counted. */
const FORGERIES_PER_MINUTE = 60;

/**
 * Registers where platforms send their notifications. Nothing is parsed before the connector has
 * verified the raw bytes, and nothing is done before the answer: what was said is stored, and followed
 * up by asking the platform.
 */
export function registerPlatformWebhookRoutes(
  app: GatewayApp,
  dependencies: PlatformWebhookDependencies,
): void {
  const { connectors, database, logger } = dependencies;
  const forgeries = createRateLimit({
    name: "notifications that are not a platform's",
    requests: FORGERIES_PER_MINUTE,
    windowSeconds: 60,
    database,
  });
  app.openAPIRegistry.registerPath({
    method: "post",
    path: "/webhooks/{platform}",
    tags: ["Platform webhooks"],
    summary: "Where a platform sends its own notifications, signed by it",
    request: { params: z.object({ platform: z.string().max(64) }) },
    responses: {
      200: { description: "It is stored; the platform is asked about it" },
      401: problemResponse("The notification is not the platform's, or too old"),
      404: problemResponse("No such platform"),
      408: problemResponse("The body came too slowly"),
      413: problemResponse("The body is larger than 64 KiB"),
      429: problemResponse("Too many notifications from here were not the platform's"),
    },
  });
  app.post("/webhooks/:platform", async (context) => {
    const connector = connectors.get(context.req.param("platform"));
    if (connector === undefined) throw notFound("platform");
    const verification = await verify(connector, context);
    if (verification.kind === "refused") {
      // The connector's own words about the signature; nothing of the request is in them.
      const error = new Error(verification.reason);
      logger.warn({ platform: connector.id, error }, "a notification was refused");
      await forgeries.consume(context.env?.incoming?.socket.remoteAddress ?? "unknown");
      throw new ApiError("unauthorized", {
        detail: "The notification is not signed by the platform, or the signature is too old.",
      });
    }
    await storeWebhook(dependencies, connector.id, verification);
    const { status, contentType, body } = verification.reply;
    return new Response(body, { status, headers: { "Content-Type": contentType } });
  });
}

async function verify({ webhooks }: Connector, context: Context<GatewayEnvironment>) {
  const request = context.req.raw;
  return webhooks.verify({
    method: "POST",
    rawBody: await readLimitedBody(request, bodyLimits),
    headers: Object.fromEntries(request.headers),
    query: Object.fromEntries(new URL(request.url).searchParams),
  });
}
