import type { EventStreams } from "./event-streams/open-event-streams";
import type { GatewayFoundation } from "./gateway-foundation";
import type { MediaRoom } from "./media/open-media";
import type { WebhookRoom } from "./webhooks/open-webhooks";

/** Everything that the gateway is composed of: its foundation, and the rooms that others build on. */
export type GatewayDependencies = GatewayFoundation & {
  readonly media: MediaRoom;
  readonly webhooks: WebhookRoom;
  readonly eventStreams: EventStreams;
};
