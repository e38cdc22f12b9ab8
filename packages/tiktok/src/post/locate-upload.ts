import type { TransferLocation, TransferLocationRequest } from "@upload-post/core/connector";
import { fetchPostStatus } from "../status/post-status";
import type { TiktokRuntime } from "../tiktok-runtime";
import { readCheckpoint } from "./checkpoint-data";
import { videoOf } from "./run-init-video";
import { readUploadProgress } from "./upload-progress";
import { isSettled } from "./upload-ticket-age";

/** Asks how much of an interrupted upload TikTok holds, by `uploaded_bytes` of its status (ST). */
export async function locateUpload(
  request: TransferLocationRequest,
  { api, settings }: TiktokRuntime,
): Promise<TransferLocation> {
  const { publishId, upload } = readCheckpoint(request.checkpoint);
  if (request.plan.kind !== "push-offset" || publishId === null || upload === null) {
    return { kind: "unknown" };
  }
  const { credential, signal } = request;
  const status = await fetchPostStatus(api, { publishId, credential, signal });
  const progress = readUploadProgress(status, videoOf(request).sizeBytes);
  switch (progress.kind) {
    case "missing":
      return isSettled(upload, settings.now())
        ? { kind: "gone" }
        : { kind: "at", acknowledgedBytes: progress.heldBytes };
    case "all-held":
      return { kind: "complete", receipt: null };
    case "ended":
      return status.status === "FAILED" ? { kind: "gone" } : { kind: "complete", receipt: null };
    case "not-told":
      return { kind: "unknown" };
  }
}
