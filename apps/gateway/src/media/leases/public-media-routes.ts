import { z } from "@hono/zod-openapi";
import type { PublicDocument } from "@upload-post/core/connector";
import type { Context } from "hono";
import { notFound } from "../../http/api-error";
import type { GatewayApp, GatewayEnvironment } from "../../http/gateway-app";
import { problemResponse } from "../../http/route-parts";
import type { MediaDependencies } from "../media-dependencies";
import { findLeasedMedia, type LeasedMedia } from "./find-leased-media";
import { PUBLIC_MEDIA_PREFIX } from "./lease-token";
import { mediaStream } from "./media-stream";
import { parseRange } from "./parse-range";

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
    return await serve(dependencies, context, media);
  });
}

function publicDocuments({
  configuration,
  connectors,
}: Pick<MediaDependencies, "configuration" | "connectors">): readonly PublicDocument[] {
  const address = { origin: configuration.publicUrl, mediaPrefix: PUBLIC_MEDIA_PREFIX };
  return [...connectors.values()].flatMap((connector) => connector.publicDocuments(address));
}

async function serve(
  { storage }: MediaDependencies,
  context: Context<GatewayEnvironment>,
  { id, facts }: LeasedMedia,
): Promise<Response> {
  const { sizeBytes, type, sha256 } = facts;
  const etag = `"${sha256}"`;
  const headers = new Headers({ "Accept-Ranges": "bytes", ETag: etag, "Content-Type": type });
  const ifRange = context.req.header("if-range");
  const isSame = ifRange === undefined || ifRange === etag;
  const asked = parseRange(isSame ? context.req.header("range") : undefined, sizeBytes);
  if (asked.kind === "unsatisfiable") {
    headers.set("Content-Range", `bytes */${sizeBytes}`);
    headers.delete("Content-Type");
    return new Response(null, { status: 416, headers });
  }
  const range = asked.kind === "part" ? asked.range : { offsetBytes: 0, lengthBytes: sizeBytes };
  headers.set("Content-Length", String(range.lengthBytes));
  if (asked.kind === "part") {
    const last = range.offsetBytes + range.lengthBytes - 1;
    headers.set("Content-Range", `bytes ${range.offsetBytes}-${last}/${sizeBytes}`);
  }
  const isHead = context.req.raw.method === "HEAD";
  const body = isHead ? null : mediaStream(await storage.open(id, range));
  return new Response(body, { status: asked.kind === "part" ? 206 : 200, headers });
}
