import { z } from "@hono/zod-openapi";
import type { GatewayApp } from "../../http/gateway-app";
import { jsonResponse, problemResponse } from "../../http/route-parts";
import { mediaSchema } from "../media-body";
import { UPLOADS_PATH } from "./upload-row";

/** The path of the links, as the router has it. */
export const uploadLinkPath = `${UPLOADS_PATH}/:token`;

const path = `${UPLOADS_PATH}/{token}`;
const tags = ["Upload links"];
const params = z.object({ token: z.string().max(128) });
const bytes = z.string().openapi({ format: "binary" });
const progressSchema = z.object({ media_id: z.string(), offset_bytes: z.int() });

const refusals = {
  400: problemResponse("A header is not readable, or the lengths do not match"),
  404: problemResponse("No such link, or it has expired"),
  408: problemResponse("The body arrives too slowly"),
  410: problemResponse("The link has been used"),
  415: problemResponse("The bytes are of another type than the link was made for"),
  422: problemResponse("The file does not have its digest, or cannot be read"),
  423: problemResponse("Another request is writing to the upload"),
} as const;

/** Documents the links: their requests are not read by validators, because they carry bytes. */
export function registerUploadLinkDocumentation(app: GatewayApp): void {
  const document = app.openAPIRegistry;
  document.registerPath({
    method: "get",
    path,
    tags,
    summary: "How far the upload is (tus asks by HEAD: Upload-Offset, Upload-Length)",
    request: { params },
    responses: { 200: jsonResponse("The offset", progressSchema), 404: refusals[404] },
  });
  document.registerPath({
    method: "patch",
    path,
    tags,
    summary: "Add bytes at the offset (tus 1.0.0)",
    request: {
      params,
      headers: z.object({
        "tus-resumable": z.literal("1.0.0"),
        "upload-offset": z.string(),
        "upload-checksum": z.string().optional(),
      }),
      body: { content: { "application/offset+octet-stream": { schema: bytes } } },
    },
    responses: {
      204: { description: "Taken; Upload-Offset says how far it is" },
      ...refusals,
      409: problemResponse("The upload is at another offset"),
      412: problemResponse("Another version of tus"),
      460: problemResponse("The bytes do not have their digest"),
    },
  });
  document.registerPath({
    method: "put",
    path,
    tags,
    summary: "Send the whole file at once",
    request: { params, body: { content: { "application/octet-stream": { schema: bytes } } } },
    responses: { 200: jsonResponse("The media, ready", mediaSchema), ...refusals },
  });
  document.registerPath({
    method: "delete",
    path,
    tags,
    summary: "Give the upload up",
    request: { params },
    responses: { 204: { description: "It is gone" }, 404: refusals[404], 410: refusals[410] },
  });
}
