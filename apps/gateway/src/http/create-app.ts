import { OpenAPIHono } from "@hono/zod-openapi";
import { registerAccessRoutes } from "../access/access-routes";
import { createKeyAuthenticator } from "../access/authenticate-key";
import { registerAuditRoutes } from "../audit/audit-routes";
import { registerConnectionRoutes } from "../connections/connection-routes";
import { registerOwnerRoutes } from "../connections/owner-routes";
import { registerEventStreamRoutes } from "../event-streams/event-stream-routes";
import type { GatewayDependencies } from "../gateway-dependencies";
import { createMcpServerFactory } from "../mcp/create-mcp-server";
import { gatewayTools } from "../mcp/gateway-tools";
import { registerMcpRoute } from "../mcp/register-mcp-route";
import { registerDocumentationRoutes } from "../operations/documentation-routes";
import { registerOperationsRoutes } from "../operations/operations-routes";
import { requestLog } from "../operations/request-log";
import { registerPauseRoutes } from "../pauses/pause-routes";
import { createPlatformWebhookDependencies } from "../platform-webhooks/create-platform-webhook-dependencies";
import { registerPlatformWebhookRoutes } from "../platform-webhooks/webhook-routes";
import { createPostsDependencies } from "../posts/create-posts-dependencies";
import { registerPostActionRoutes } from "../posts/post-action-routes";
import { registerPostRoutes } from "../posts/post-routes";
import { createRateLimit } from "../rate-limits/create-rate-limit";
import { registerReviewRoutes } from "../reviews/review-routes";
import { registerMetricsRoute } from "../telemetry/metrics-route";
import { observeRequests } from "../telemetry/observe-requests";
import { authenticate } from "./authenticate";
import { cleanAddress } from "./clean-address";
import { errorResponse } from "./error-response";
import type { GatewayApp, GatewayEnvironment } from "./gateway-app";
import { answerNotFound } from "./not-found";
import { requestId } from "./request-id";
import { securityHeaders } from "./security-headers";
import { validationHook } from "./validation-hook";

/** Generous for agents, low enough that one key cannot drown the others. */
const KEY_REQUESTS_PER_MINUTE = 6_000;
const FAILURES_PER_MINUTE = 600;

/** Builds the HTTP application; each room registers its own routes on it. */
export function createApp(dependencies: GatewayDependencies): GatewayApp {
  const { configuration, database, logger } = dependencies;
  const app = new OpenAPIHono<GatewayEnvironment>({ defaultHook: validationHook });
  app.onError(errorResponse);
  app.notFound(answerNotFound(app));

  app.use(requestId(logger), observeRequests(dependencies.telemetry));
  app.use(securityHeaders(configuration.publicUrl), requestLog, cleanAddress);
  const limit = (name: string, requests: number) =>
    createRateLimit({ name, requests, windowSeconds: 60, database });
  const requireKey = authenticate({
    authenticateKey: createKeyAuthenticator(dependencies),
    rateLimits: {
      keys: limit("requests of one API key", KEY_REQUESTS_PER_MINUTE),
      failures: limit("wrong API keys", FAILURES_PER_MINUTE),
    },
  });
  app.use("/v1/*", requireKey);
  app.use("/mcp", requireKey);
  app.use("/metrics", requireKey);

  registerAccessRoutes(app, dependencies);
  registerAuditRoutes(app, dependencies);
  registerPauseRoutes(app, dependencies);
  registerConnectionRoutes(app, dependencies);
  registerOwnerRoutes(app, dependencies);
  dependencies.media.registerRoutes(app);
  dependencies.webhooks.registerRoutes(app);
  const posts = createPostsDependencies(dependencies);
  registerPostActionRoutes(app, posts);
  registerPostRoutes(app, posts);
  registerEventStreamRoutes(app, posts, dependencies.eventStreams);
  registerReviewRoutes(app, posts);
  registerPlatformWebhookRoutes(app, createPlatformWebhookDependencies(dependencies));
  registerMcpRoute(app, {
    path: "/mcp",
    publicUrl: configuration.publicUrl,
    createServer: createMcpServerFactory(gatewayTools(dependencies, posts)),
  });
  registerOperationsRoutes(app, dependencies);
  registerMetricsRoute(app, dependencies);
  registerDocumentationRoutes(app);
  return app;
}
