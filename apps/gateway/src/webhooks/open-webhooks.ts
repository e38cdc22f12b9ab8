import type { GatewayFoundation } from "../gateway-foundation";
import type { GatewayApp } from "../http/gateway-app";
import { every } from "../media/ingest/every";
import { createOutboundClient } from "../outbound/create-outbound-client";
import { registerEndpointActionRoutes } from "./endpoints/endpoint-action-routes";
import { registerEndpointRoutes } from "./endpoints/endpoint-routes";
import { registerMessageRoutes } from "./log/message-routes";
import { startWebhookJobs, type WebhookJobs } from "./sending/start-webhook-jobs";
import type { WebhookDependencies } from "./webhook-dependencies";

/** Receivers are to answer first and work afterwards. */
const ATTEMPT_TIMEOUT_MS = 15_000;

/** The room of outgoing webhooks of one process. */
export type WebhookRoom = {
  readonly dependencies: WebhookDependencies;
  readonly registerRoutes: (app: GatewayApp) => void;
  /** Begins to send what is due. */
  readonly startJobs: () => WebhookJobs;
  /** Ends connections to other people's servers. */
  readonly close: () => Promise<void>;
};

/** Opens the room. */
export function openWebhooks(foundation: GatewayFoundation): WebhookRoom {
  const outbound = createOutboundClient({ allow: foundation.configuration.outboundAllow });
  const dependencies: WebhookDependencies = {
    ...foundation,
    sealedValues: foundation.credentials.sealedValues,
    outbound,
    every,
    random: Math.random,
    attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
  };
  return {
    dependencies,
    registerRoutes(app) {
      registerEndpointRoutes(app, dependencies);
      registerEndpointActionRoutes(app, dependencies);
      registerMessageRoutes(app, dependencies);
    },
    startJobs: () => startWebhookJobs(dependencies),
    close: outbound.close,
  };
}
