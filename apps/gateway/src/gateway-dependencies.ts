import type { GatewayFoundation } from "./gateway-foundation";
import type { MediaRoom } from "./media/open-media";

/** Everything that the gateway is composed of: its foundation, and the room that others build on. */
export type GatewayDependencies = GatewayFoundation & { readonly media: MediaRoom };
