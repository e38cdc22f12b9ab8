import { z } from "@hono/zod-openapi";
import type { PublicDocument } from "@upload-post/core/connector";
import { notFound } from "../../http/api-error";
import type { GatewayApp } from "../../http/gateway-app";
import { problemResponse } from "../../http/route-parts";
import type { MediaDependencies } from "../media-dependencies";
import { mediaResponse } from "../serving/media-response";
import { createStoredMediaSource } from "../storage/create-stored-media-source";
import { findLeasedMedia } from "./find-leased-media";
import { PUBLIC_MEDIA_PREFIX } from "./lease-token";

const path = `${PUBLIC_MEDIA_PREFIX}:name`;

/**
 * Registers the addresses that platforms fetch media from, and the documents that connectors want
 * served. Nothing here redirects, because platforms may take a redirect for a refusal.
 */
export function registerPublicMediaRoutes(app: GatewayApp, dependencies: MediaDependencies): void {
  for (const document of publicDocuments(dependencies)) {
    app.get(document.path, (context) => {
      context.header("Content-Type", document.contentType);
      return context.body(document.body, 200);
    });
  }
  app.openAPIRegistry.registerPath({
    method: "get",
    path: `${PUBLIC_MEDIA_PREFIX}{name}`,
    tags: ["Public media"],
    summary: "A media for the platform it is being posted to; the address is secret and expires",
    request: { params: z.object({ name: z.string().max(128) }) },
    responses: {
      200: { description: "The bytes" },
      206: { description: "The bytes of the asked range" },
      404: problemResponse("No such address, or no longer"),
      416: { description: "The range begins behind the end" },
    },
  });
  // Hono answers HEAD by GET's handler, without the body.
  app.get(path, async (context) => {
    const media = await findLeasedMedia(dependencies, context.req.param("name"));
    if (media === null) throw notFound("address");
    const source = createStoredMediaSource(dependencies.storage, media, media.facts);
    const { method, signal } = context.req.raw;
    return await mediaResponse(source, {
      isHead: method === "HEAD",
      range: context.req.header("range"),
      ifRange: context.req.header("if-range"),
      signal,
    });
  });
}

function publicDocuments({
  configuration,
  connectors,
}: Pick<MediaDependencies, "configuration" | "connectors">): readonly PublicDocument[] {
  const address = { origin: configuration.publicUrl, mediaPrefix: PUBLIC_MEDIA_PREFIX };
  return [...connectors.values()].flatMap((connector) => connector.publicDocuments(address));
}
