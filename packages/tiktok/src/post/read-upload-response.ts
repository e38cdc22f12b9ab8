import type { TransferResponse, TransferVerdict } from "@upload-post/core/connector";
import { parseRetryAfter } from "@upload-post/core/connector-kit";
import { findErrorRow, unknownCodeRow } from "../errors/error-table";
import { snapToBoundary } from "./snap-to-boundary";

/**
 * Reads TikTok's answer to one chunk (MT 5.2).
 *
 * The response's `Content-Range: bytes 0-{UPLOADED_BYTES}/{TOTAL}` is believed about the progress,
 * in both readings of the figure. A 200 counts only with it: TikTok documents none, and a proxy's page
 * would otherwise pass for a video that has arrived.
 */
export function readUploadResponse(response: TransferResponse, now: Date): TransferVerdict {
  const { status } = response;
  const acknowledgedBytes = readAcknowledged(response);
  switch (status) {
    case 201:
      return { kind: "accepted", acknowledgedBytes, complete: true, receipt: null };
    case 200: // Not documented; taken for success by others in the field (PZ).
    case 206: {
      if (status === 200 && acknowledgedBytes === null) {
        return { kind: "unclear", retryAfterMs: null };
      }
      const complete = acknowledgedBytes === response.totalBytes;
      return { kind: "accepted", acknowledgedBytes, complete, receipt: null };
    }
    case 403: // The address has expired.
    case 404: // No such upload (any more).
      return { kind: "gone" };
    case 416:
      return { kind: "out-of-step", acknowledgedBytes };
    default:
      return status >= 500 || status === 408 || status === 429
        ? {
            kind: "unclear",
            retryAfterMs: parseRetryAfter(response.headers["retry-after"], now),
          }
        : { kind: "rejected", error: refuse(response) };
  }
}

function refuse({ status, headers }: TransferResponse) {
  const row = findErrorRow("uploadStatus", String(status)) ?? unknownCodeRow;
  return row({
    code: String(status),
    logId: headers["x-tt-logid"] ?? null,
    faultEffect: "none",
    scopes: [],
    retryAfterMs: null,
    detail: null,
  });
}

function readAcknowledged({ plan, headers, range, totalBytes }: TransferResponse): number | null {
  const match = /^bytes\s+0-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(headers["content-range"] ?? "");
  if (match?.[1] === undefined || plan.kind !== "push-offset") return null;
  const figure = Number(match[1]);
  const endBytes = range.offsetBytes + range.lengthBytes;
  // The chunk just sent is the likeliest answer, and decides for a video of one byte.
  if (figure === endBytes || figure + 1 === endBytes) return endBytes;
  return snapToBoundary(figure, { totalBytes, chunkSizeBytes: plan.partSizeBytes });
}
