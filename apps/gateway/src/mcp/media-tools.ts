import { z } from "@hono/zod-openapi";
import { deleteMedia } from "../media/delete-media";
import { createFetchRequest } from "../media/fetching/create-fetch-request";
import { fetchRequestSchema } from "../media/fetching/fetch-request-body";
import { getMedia } from "../media/find-media";
import { mediaSchema, toMediaBody } from "../media/media-body";
import type { MediaDependencies } from "../media/media-dependencies";
import { createUpload } from "../media/uploads/create-upload";
import { uploadRequestSchema, uploadSchema } from "../media/uploads/create-upload-route";
import { idempotencyKeyInput } from "./idempotency-input";
import { defineTool, type Tool } from "./tool";
import { ends, looksHere, makes } from "./tool-hints";

const mediaIdInput = z
  .string()
  .min(1)
  .max(128)
  .describe("Id of the media, med_…, from add_media_from_url or create_upload_link");

/** The tools that bring media in, and tell about them. */
export function mediaTools(dependencies: MediaDependencies): readonly Tool[] {
  return [
    fetchTool(dependencies),
    uploadTool(dependencies),
    getTool(dependencies),
    deleteTool(dependencies),
  ];
}

function fetchTool(dependencies: MediaDependencies) {
  return defineTool({
    name: "add_media_from_url",
    title: "Add media from a URL",
    description:
      "Lets the gateway fetch a video or a photo from a public http(s) address. It answers at once with status fetching: ask get_media until status is ready, or failed with the reason in error. Addresses that are not on the public internet are refused; for those, and for local files, use create_upload_link.",
    scope: "media",
    input: fetchRequestSchema.extend({ idempotency_key: idempotencyKeyInput }),
    output: mediaSchema,
    hints: makes,
    run: async ({ tenantId }, { idempotency_key: key, ...body }) => {
      // The same name as over HTTP, so that a key means the same on both.
      const request = { tenantId, route: "POST /v1/media", key, body };
      return toMediaBody((await createFetchRequest(dependencies, request)).row);
    },
  });
}

function uploadTool(dependencies: MediaDependencies) {
  return defineTool({
    name: "create_upload_link",
    title: "Make a link to upload a file",
    description:
      "Makes a secret one-time link for one file, for a machine that has the file and should not have the API key. Send the bytes to upload_url with a plain PUT, such as curl --upload-file FILE URL, or in pieces with tus 1.0.0; a PUT answers with the media. Then use media_id in create_post.",
    scope: "media",
    input: uploadRequestSchema.extend({ idempotency_key: idempotencyKeyInput }),
    output: uploadSchema,
    hints: { ...makes, openWorldHint: false },
    run: async ({ tenantId, keyId }, { idempotency_key: key, size_bytes, type, sha256 }) => {
      const { media, uploadUrl } = await createUpload(dependencies, {
        tenantId,
        keyId,
        route: "POST /v1/media/uploads",
        key,
        sizeBytes: size_bytes,
        type,
        sha256: sha256?.toLowerCase() ?? null,
      });
      return {
        media_id: media.id,
        upload_url: uploadUrl,
        protocol: "tus" as const,
        expires_at: media.expires_at.toISOString(),
      };
    },
  });
}

function getTool(dependencies: MediaDependencies) {
  return defineTool({
    name: "get_media",
    title: "Look at one media",
    description:
      "What is known of a media: whether it is ready, its real type, size, dimensions, length and codecs, by its bytes. Only ready media can be posted. It is removed at expires_at unless an unfinished post uses it.",
    scope: "media",
    input: z.strictObject({ media_id: mediaIdInput }),
    output: mediaSchema,
    hints: looksHere,
    run: async ({ tenantId }, { media_id }) =>
      toMediaBody(await getMedia(dependencies, tenantId, media_id)),
  });
}

function deleteTool(dependencies: MediaDependencies) {
  return defineTool({
    name: "delete_media",
    title: "Delete one media",
    description:
      "Deletes the bytes of a media, also of one that is still being sent. Refused while an unfinished post needs it. Posts that are out are not touched.",
    scope: "media",
    input: z.strictObject({ media_id: mediaIdInput }),
    output: z.object({ id: z.string(), status: z.literal("deleted") }),
    hints: { ...ends, openWorldHint: false },
    run: async ({ tenantId }, { media_id }) => {
      await deleteMedia(dependencies, tenantId, media_id);
      return { id: media_id, status: "deleted" as const };
    },
  });
}
