import { createRoute, z } from "@hono/zod-openapi";
import type { GatewayApp } from "../../http/gateway-app";
import { idempotencyHeader, REPLAYED_HEADER } from "../../http/idempotency-header";
import {
  commonProblems,
  jsonBody,
  jsonResponse,
  problemResponse,
  secured,
} from "../../http/route-parts";
import type { MediaDependencies } from "../media-dependencies";
import { isMediaType, mediaTypes } from "../sniffing/media-type";
import { createUpload } from "./create-upload";

const PATH = "/v1/media/uploads";
const typeNames = Object.keys(mediaTypes).filter(isMediaType);

/** The body of `POST /v1/media/uploads`. */
export const uploadRequestSchema = z
  .strictObject({
    size_bytes: z.int().min(1).openapi({ description: "Exact size of the file" }),
    type: z.enum(typeNames, { error: `Must be one of ${typeNames.join(", ")}.` }),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, "Must be 64 hexadecimal digits.")
      .optional()
      .openapi({ description: "Of the file; other bytes are then refused" }),
  })
  .openapi("UploadRequest");

/** A link, as the API shows it. */
export const uploadSchema = z
  .object({
    media_id: z.string(),
    upload_url: z.url().openapi({ description: "Secret: whoever has it can send the file" }),
    protocol: z.literal("tus"),
    expires_at: z.iso.datetime(),
  })
  .openapi("Upload");

const createUploadRoute = createRoute({
  method: "post",
  path: PATH,
  tags: ["Media"],
  summary: "Make a one-time link that takes the bytes of one file, in pieces or at once",
  ...secured("media"),
  request: { body: jsonBody(uploadRequestSchema), ...idempotencyHeader },
  responses: {
    201: jsonResponse("The link; it speaks tus 1.0.0 and takes a plain PUT", uploadSchema),
    409: problemResponse("The first call with this Idempotency-Key still runs"),
    413: problemResponse("The file is too large"),
    422: problemResponse("The Idempotency-Key was used before"),
    507: problemResponse("The media store is full"),
    ...commonProblems,
  },
});

/** Registers `POST /v1/media/uploads`. */
export function registerCreateUploadRoute(app: GatewayApp, dependencies: MediaDependencies): void {
  app.openapi(createUploadRoute, async (context) => {
    const { size_bytes, type, sha256 } = context.req.valid("json");
    const { media, uploadUrl, isReplayed } = await createUpload(dependencies, {
      tenantId: context.get("caller").tenantId,
      keyId: context.get("caller").keyId,
      route: `POST ${PATH}`,
      key: context.req.valid("header")["idempotency-key"],
      sizeBytes: size_bytes,
      type,
      sha256: sha256?.toLowerCase() ?? null,
    });
    if (isReplayed) context.header(REPLAYED_HEADER, "true");
    return context.json(
      {
        media_id: media.id,
        upload_url: uploadUrl,
        protocol: "tus" as const,
        expires_at: media.expires_at.toISOString(),
      },
      201,
    );
  });
}
