import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { notFound } from "../../http/api-error";
import type { GatewayApp, GatewayEnvironment } from "../../http/gateway-app";
import { parseContentDigest } from "../ingest/content-digest";
import { parseContentLength } from "../ingest/content-length";
import { requireDeclaredSize } from "../ingest/declared-media";
import { refuseEncodings } from "../ingest/refuse-encodings";
import { requestBody } from "../ingest/request-body";
import { toMediaBody } from "../media-body";
import type { MediaDependencies } from "../media-dependencies";
import { parseDeclaredType } from "../sniffing/declared-type";
import { appendToUpload } from "./append-to-upload";
import { checksumMismatch } from "./checksum-mismatch";
import { deleteUpload } from "./delete-upload";
import { linkGone } from "./link-gone";
import { requireClaimedType } from "./require-claimed-type";
import { readTusPatch, requireTusVersion, TUS_EXTENSIONS, TUS_VERSION } from "./tus-protocol";
import { registerUploadLinkDocumentation, uploadLinkPath } from "./upload-link-documentation";
import { uploadOffset } from "./upload-offset";
import { findUpload, type Upload } from "./upload-row";

/**
 * Registers the upload links: tus resources that also take the whole file by `PUT`. They need no API
 * key, because whoever has the link has the right to send this one file.
 */
export function registerUploadLinkRoutes(app: GatewayApp, dependencies: MediaDependencies): void {
  registerUploadLinkDocumentation(app);
  const find = async (context: Context<GatewayEnvironment>): Promise<Upload> => {
    const upload = await findUpload(dependencies, context.req.param("token") ?? "");
    if (upload === null) throw notFound("upload link");
    return upload;
  };
  const findOpen = async (context: Context<GatewayEnvironment>): Promise<Upload> => {
    const upload = await find(context);
    if (upload.media.status !== "receiving") throw linkGone();
    return upload;
  };

  app.use(uploadLinkPath, tusHeaders);

  app.options(uploadLinkPath, (context) => {
    context.header("Tus-Version", TUS_VERSION);
    context.header("Tus-Extension", TUS_EXTENSIONS);
    context.header("Tus-Checksum-Algorithm", "sha256");
    context.header("Tus-Max-Size", String(dependencies.configuration.mediaMaxBytes));
    return context.body(null, 204);
  });

  // Hono answers HEAD by GET's handler, without the body.
  app.get(uploadLinkPath, async (context) => {
    const upload = await find(context);
    const offsetBytes = await uploadOffset(dependencies, upload);
    context.header("Upload-Offset", String(offsetBytes));
    context.header("Upload-Length", String(upload.sizeBytes));
    context.header("Upload-Expires", upload.media.expires_at.toUTCString());
    return context.json({ media_id: upload.media.id, offset_bytes: offsetBytes }, 200);
  });

  app.patch(uploadLinkPath, refuseEncodings, async (context) => {
    const patch = readTusPatch((name) => context.req.header(name));
    const upload = await findOpen(context);
    const sha256 = patch.sha256 ?? parseContentDigest(context.req.header("content-digest") ?? null);
    const length = parseContentLength(context.req.header("content-length") ?? null);
    if (length !== null && patch.offsetBytes + length > upload.sizeBytes) {
      requireDeclaredSize(patch.offsetBytes + length, upload.sizeBytes);
    }
    const piece = { ...patch, sha256, upload, body: requestBody(context), isResumable: true };
    try {
      const { offsetBytes } = await appendToUpload(dependencies, piece);
      context.header("Upload-Offset", String(offsetBytes));
      context.header("Upload-Expires", upload.media.expires_at.toUTCString());
      return context.body(null, 204);
    } catch (error) {
      return checksumMismatch(error, context);
    }
  });

  app.put(uploadLinkPath, refuseEncodings, async (context) => {
    const upload = await findOpen(context);
    requireClaimedType(parseDeclaredType(context.req.header("content-type") ?? null), upload.type);
    const length = parseContentLength(context.req.header("content-length") ?? null);
    if (length !== null) requireDeclaredSize(length, upload.sizeBytes);
    const sha256 = parseContentDigest(context.req.header("content-digest") ?? null);
    const body = requestBody(context);
    const whole = { upload, offsetBytes: 0, body, sha256, isResumable: false };
    const { media } = await appendToUpload(dependencies, whole);
    if (media === null) throw linkGone();
    return context.json(toMediaBody(media), 200);
  });

  app.delete(uploadLinkPath, async (context) => {
    const version = context.req.header("tus-resumable");
    if (version !== undefined) requireTusVersion(version);
    await deleteUpload(dependencies, await findOpen(context));
    return context.body(null, 204);
  });
}

const tusHeaders = createMiddleware<GatewayEnvironment>(async (context, next) => {
  await next();
  context.res.headers.set("Tus-Resumable", TUS_VERSION);
});
