import type { StepContext } from "@upload-post/core/connector";
import { isUploadPostError } from "@upload-post/core/errors";
import { z } from "zod";
import { anyPostingScope } from "../login-kit/scopes";
import { fetchPostStatus, type PostStatus } from "../status/post-status";
import type { TiktokRuntime } from "../tiktok-runtime";
import { readCheckpoint } from "./checkpoint-data";
import { videoOf } from "./run-init-video";
import { readUploadProgress } from "./upload-progress";

/** Codes by which cancel says that there is nothing (left) to cancel (MT 4.6). */
const notCancellable = new Set(["publish_not_cancellable", "invalid_publish_id"]);

/**
 * Cancels what was begun (MT 4.6, best effort), then believes only the status.
 *
 * Without a publish id there is nothing to call. Whether uploads can be cancelled is documented nowhere:
 * where cancel did not help and bytes are missing, `unsupported` says that it expires by itself.
 */
export async function abandonPost(
  context: StepContext,
  { api }: TiktokRuntime,
): Promise<"withdrawn" | "too-late" | "unsupported"> {
  const { publishId, upload } = readCheckpoint(context.checkpoint);
  if (publishId === null) return "unsupported";
  const { credential, signal } = context;
  try {
    await api.call({
      method: "POST",
      path: "/v2/post/publish/cancel/",
      body: { publish_id: publishId },
      credential,
      scopes: anyPostingScope,
      data: z.unknown(),
      signal,
    });
  } catch (error) {
    if (!isUploadPostError(error) || !notCancellable.has(error.platform?.code ?? "")) throw error;
  }
  let status: PostStatus;
  try {
    status = await fetchPostStatus(api, { publishId, credential, signal });
  } catch (error) {
    if (!isUploadPostError(error) || error.code !== "outcome_unknown") throw error;
    return "too-late";
  }
  if (status.status === "FAILED") return "withdrawn";
  const uploading =
    upload !== null && readUploadProgress(status, videoOf(context).sizeBytes).kind === "missing";
  return uploading ? "unsupported" : "too-late";
}
