import { createConnectionPorts } from "../connections/connection-ports";
import { createCancelNow } from "../deliveries/cancel-now";
import { createEngineDependencies } from "../deliveries/create-engine-dependencies";
import type { GatewayDependencies } from "../gateway-dependencies";
import type { PostsDependencies } from "./posts-dependencies";
import { waitFor } from "./wait-for";

/** Ties posts and reviews to the gateway's connections and media. */
export function createPostsDependencies(dependencies: GatewayDependencies): PostsDependencies {
  const { ports } = dependencies.media;
  const { sealedValues } = dependencies.credentials;
  const connections = createConnectionPorts(dependencies);
  return {
    ...dependencies,
    findConnection: connections.findConnection,
    requireUsable: connections.requireUsable,
    describeAccount: connections.describeAccount,
    findMedia: ports.findMedia,
    openMedia: ports.openMedia,
    holdMedia: ports.holdMedia,
    tokenSealer: {
      seal: (tenantId, id, token) => sealedValues.seal({ kind: "link", tenantId, id }, token),
      open: (tenantId, id, sealed) => sealedValues.open({ kind: "link", tenantId, id }, sealed),
    },
    cancelNow: createCancelNow(createEngineDependencies(dependencies)),
    delay: waitFor,
  };
}
