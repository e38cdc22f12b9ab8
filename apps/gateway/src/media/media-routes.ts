import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../http/gateway-app";
import { commonProblems, jsonResponse, problemResponse, secured } from "../http/route-parts";
import { deleteMedia } from "./delete-media";
import { getMedia } from "./find-media";
import { registerCreateMediaRoute } from "./ingest/create-media-routes";
import { registerPublicMediaRoutes } from "./leases/public-media-routes";
import { mediaSchema, toMediaBody } from "./media-body";
import type { MediaDependencies } from "./media-dependencies";
import { registerCreateUploadRoute } from "./uploads/create-upload-route";
import { registerUploadLinkRoutes } from "./uploads/upload-link-routes";

const path = "/v1/media/{id}";
const tags = ["Media"];
const params = z.object({ id: z.string().max(128) });

const getMediaRoute = createRoute({
  method: "get",
  path,
  tags,
  summary: "One media",
  ...secured("media"),
  request: { params },
  responses: {
    200: jsonResponse("What is known of it", mediaSchema),
    404: problemResponse("No such media"),
    ...commonProblems,
  },
});

const deleteMediaRoute = createRoute({
  method: "delete",
  path,
  tags,
  summary: "Delete a media, also one that is still being sent",
  ...secured("media"),
  request: { params },
  responses: {
    204: { description: "It is gone" },
    404: problemResponse("No such media"),
    409: problemResponse("An unfinished post needs it"),
    ...commonProblems,
  },
});

/** Registers every route of this room. */
export function registerMediaRoutes(app: GatewayApp, dependencies: MediaDependencies): void {
  registerCreateMediaRoute(app, dependencies);
  registerCreateUploadRoute(app, dependencies);

  app.openapi(getMediaRoute, async (context) => {
    const { tenantId } = context.get("caller");
    const { id } = context.req.valid("param");
    return context.json(toMediaBody(await getMedia(dependencies, tenantId, id)), 200);
  });

  app.openapi(deleteMediaRoute, async (context) => {
    const { tenantId } = context.get("caller");
    await deleteMedia(dependencies, tenantId, context.req.valid("param").id);
    return context.body(null, 204);
  });

  registerUploadLinkRoutes(app, dependencies);
  registerPublicMediaRoutes(app, dependencies);
}
