import type { Context } from "hono";
import { ApiError } from "../../http/api-error";
import type { GatewayApp, GatewayEnvironment } from "../../http/gateway-app";
import { REPLAYED_HEADER } from "../../http/idempotency-header";
import { requireScope } from "../../http/require-scope";
import { strictJsonBody } from "../../http/strict-json-body";
import { createFetchRequest } from "../fetching/create-fetch-request";
import { toMediaBody } from "../media-body";
import type { MediaDependencies } from "../media-dependencies";
import { parseDeclaredType } from "../sniffing/declared-type";
import { parseContentDigest } from "./content-digest";
import { parseContentLength } from "./content-length";
import { createMediaOnce, type MediaToCreateOnce } from "./create-media-once";
import { createMediaRoute } from "./create-media-route";
import { idempotencyKey } from "./idempotency-key";
import { readMultipart } from "./read-multipart";
import { refuseEncodings } from "./refuse-encodings";
import { requestBody } from "./request-body";

const ROUTE = "POST /v1/media";
const { path } = createMediaRoute;
const jsonType = /^application\/([a-z.-]+\+)?json\s*(;|$)/i;
const multipartType = /^multipart\/form-data\s*(;|$)/i;

/**
 * Registers `POST /v1/media`. It is documented by its route, but not handled through it: a validator
 * would read the body, which has to go from the socket to the store.
 */
export function registerCreateMediaRoute(app: GatewayApp, dependencies: MediaDependencies): void {
  app.openAPIRegistry.registerPath(createMediaRoute);
  app.post(path, requireScope("media"), strictJsonBody, refuseEncodings, async (context) => {
    const contentType = context.req.header("content-type") ?? "";
    if (jsonType.test(contentType)) {
      const { row, isReplayed } = await createFetchRequest(dependencies, {
        tenantId: context.get("caller").tenantId,
        route: ROUTE,
        key: idempotencyKey(context),
        body: await context.req.json(),
      });
      if (isReplayed) context.header(REPLAYED_HEADER, "true");
      return context.json(toMediaBody(row), row.status === "fetching" ? 202 : 201);
    }
    const { row, isReplayed } = multipartType.test(contentType)
      ? await receiveForm(dependencies, context, contentType)
      : await createMediaOnce(dependencies, rawMedia(context, contentType));
    if (isReplayed) context.header(REPLAYED_HEADER, "true");
    return context.json(toMediaBody(row), 201);
  });
}

function rawMedia(context: Context<GatewayEnvironment>, contentType: string): MediaToCreateOnce {
  return {
    ...commonParts(context),
    declared: {
      type: parseDeclaredType(contentType),
      sizeBytes: contentLength(context),
      sha256: parseContentDigest(context.req.header("content-digest") ?? null),
    },
    atMostBytes: null,
    body: requestBody(context),
  };
}

function receiveForm(
  dependencies: MediaDependencies,
  context: Context<GatewayEnvironment>,
  contentType: string,
) {
  const parts = commonParts(context);
  const atMostBytes = contentLength(context);
  if (context.req.header("content-digest") !== undefined) throw digestOfForm();
  return readMultipart(requestBody(context), contentType, (file) =>
    createMediaOnce(dependencies, {
      ...parts,
      declared: { type: parseDeclaredType(file.contentType), sizeBytes: null, sha256: null },
      atMostBytes,
      body: file.body,
    }),
  );
}

function commonParts(context: Context<GatewayEnvironment>) {
  const { tenantId, keyId } = context.get("caller");
  return { tenantId, keyId, route: ROUTE, key: idempotencyKey(context) };
}

function contentLength(context: Context<GatewayEnvironment>): number | null {
  return parseContentLength(context.req.header("content-length") ?? null);
}

/** It would be the digest of the form with its boundaries, which no sender means. */
function digestOfForm(): ApiError {
  return new ApiError("invalid_request", {
    detail: "A Content-Digest is taken with a raw body only. Send the file as the body itself.",
    errors: [{ path: "Content-Digest", message: "Is not taken with multipart/form-data." }],
  });
}
