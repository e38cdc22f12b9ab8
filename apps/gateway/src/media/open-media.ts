import type { MediaLeases } from "@upload-post/core";
import type { GatewayFoundation } from "../gateway-foundation";
import type { GatewayApp } from "../http/gateway-app";
import { createOutboundClient } from "../outbound/create-outbound-client";
import { createMediaPorts, type MediaPorts } from "./create-media-ports";
import { every } from "./ingest/every";
import { createMediaLeases } from "./leases/create-media-leases";
import type { FindMediaInUse, MediaDependencies } from "./media-dependencies";
import { registerMediaRoutes } from "./media-routes";
import { createMediaProber } from "./probing/create-media-prober";
import type { MediaStorage } from "./storage/media-storage";
import { type MediaJobs, startMediaJobs } from "./sweeping/start-media-jobs";

/** What {@link openMedia} needs. */
export type OpenMediaOptions = GatewayFoundation & {
  readonly findMediaInUse: FindMediaInUse;
  /** Closed with the room. */
  readonly storage: MediaStorage;
};

/** The media room of one process. */
export type MediaRoom = {
  readonly dependencies: MediaDependencies;
  readonly ports: MediaPorts;
  /** Public addresses for deliveries. */
  readonly leases: MediaLeases;
  readonly registerRoutes: (app: GatewayApp) => void;
  /** Begins to fetch and to clean up. */
  readonly startJobs: () => Promise<MediaJobs>;
  /** Ends connections to other people's servers. */
  readonly close: () => Promise<void>;
};

/** Opens the media room on its store. */
export function openMedia(options: OpenMediaOptions): MediaRoom {
  const { configuration } = options;
  const outbound = createOutboundClient({ allow: configuration.outboundAllow });
  const dependencies: MediaDependencies = {
    ...options,
    sealedValues: options.credentials.sealedValues,
    prober: createMediaProber(),
    outbound,
    every,
  };
  return {
    dependencies,
    ports: createMediaPorts(dependencies),
    leases: createMediaLeases(dependencies),
    registerRoutes: (app) => registerMediaRoutes(app, dependencies),
    startJobs: () => startMediaJobs(dependencies),
    close: async () => {
      await outbound.close();
      await options.storage.close();
    },
  };
}
