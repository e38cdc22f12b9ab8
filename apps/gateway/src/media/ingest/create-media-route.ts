import { createRoute, z } from "@hono/zod-openapi";
import { idempotencyHeader } from "../../http/idempotency-header";
import { commonProblems, jsonResponse, problemResponse } from "../../http/route-parts";
import { fetchRequestSchema } from "../fetching/fetch-request-body";
import { mediaSchema } from "../media-body";
import { mediaTypes } from "../sniffing/media-type";

const bytes = z.string().openapi({ format: "binary" });
const rawBodies = Object.fromEntries(
  Object.keys(mediaTypes).map((type) => [type, { schema: bytes }]),
);

/** How `POST /v1/media` is documented. */
export const createMediaRoute = createRoute({
  method: "post",
  path: "/v1/media",
  tags: ["Media"],
  summary: "Add a video or an image: its bytes, a form with a file, or a public URL to fetch",
  description:
    "A raw body needs its Content-Type, and should have Content-Length and Content-Digest (sha-256). For files over slow connections, or from a machine without an API key, use POST /v1/media/uploads.",
  security: [{ apiKey: [] }],
  "x-scope": "media",
  request: {
    ...idempotencyHeader,
    body: {
      required: true,
      content: {
        ...rawBodies,
        "multipart/form-data": { schema: z.object({ file: bytes }) },
        "application/json": { schema: fetchRequestSchema },
      },
    },
  },
  responses: {
    201: jsonResponse("The media, ready", mediaSchema),
    202: jsonResponse(
      "The URL is being fetched; read the media until it is ready or failed",
      mediaSchema,
    ),
    408: problemResponse("The body arrives too slowly"),
    409: problemResponse("The first call with this Idempotency-Key still runs"),
    413: problemResponse("The file is too large"),
    415: problemResponse("The type is not taken, or the bytes are of another type"),
    422: problemResponse(
      "The bytes do not match the digest, cannot be read, or the URL is refused",
    ),
    507: problemResponse("The media store is full"),
    ...commonProblems,
  },
});
