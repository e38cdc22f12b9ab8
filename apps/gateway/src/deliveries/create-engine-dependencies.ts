import { createNodeByteSender, createPipeline } from "@upload-post/core";
import type { MediaSource } from "@upload-post/core/connector";
import { MediaRejectedError } from "@upload-post/core/errors";
import { createConnectionPorts } from "../connections/connection-ports";
import type { GatewayDependencies } from "../gateway-dependencies";
import { StoredFileMissingError } from "../media/storage/media-storage";
import { instrumentSender } from "../telemetry/instrument-sender";
import type { EngineDependencies } from "./engine-dependencies";

/** Ties the delivery engine to the gateway's connections and media. */
export function createEngineDependencies(dependencies: GatewayDependencies): EngineDependencies {
  const { ports, leases } = dependencies.media;
  const { sealedValues } = dependencies.credentials;
  const connections = createConnectionPorts(dependencies);
  return {
    ...dependencies,
    pipeline: createPipeline({
      now: dependencies.now,
      sender: instrumentSender(createNodeByteSender(), dependencies.telemetry),
    }),
    leases,
    stateSealer: {
      seal: ({ tenantId, deliveryId: id }, text) =>
        sealedValues.seal({ kind: "checkpoint", tenantId, id }, text),
      open: ({ tenantId, deliveryId: id }, sealed) =>
        sealedValues.open({ kind: "checkpoint", tenantId, id }, sealed),
    },
    findAccount: connections.findAccount,
    confirmAuthorization: connections.confirmAuthorization,
    describeMedia: ports.describeMedia,
    async openMedia(tenantId, ids) {
      const sources = await ports.openMedia(tenantId, ids);
      return sources.map(refusingLostMedia);
    },
  };
}

/** Bytes that are gone are the media's fault, in the words that the pipeline and callers know. */
function refusingLostMedia(source: MediaSource): MediaSource {
  return {
    facts: source.facts,
    async open(range, signal) {
      try {
        return await source.open(range, signal);
      } catch (cause) {
        if (!(cause instanceof StoredFileMissingError)) throw cause;
        throw new MediaRejectedError({
          rule: "media_gone",
          message: "The media is no longer stored here. Store it again and make a new post.",
          cause,
        });
      }
    },
  };
}
