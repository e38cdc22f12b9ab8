import type { Dispatcher } from "undici";

/** Why a request to the bucket was refused. */
export type S3Failure = {
  /** The service's own code, such as `SlowDown`. */
  readonly code: string;
  /** `null`: there was no answer. */
  readonly status: number | null;
  /** The same request may succeed a moment later. */
  readonly isTemporary: boolean;
  /** The bucket, its account or the disk behind it has no room. */
  readonly isFull: boolean;
  readonly cause?: unknown;
};

const MAX_BODY_BYTES = 64 * 1024;
const temporaryStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);
/** A slow body and a lost connection have the status 400 (S3 API, error responses). */
const temporaryCodes = new Set(["RequestTimeout", "IncompleteBody"]);
/** MinIO, Ceph and others name the same thing differently. */
const fullCodes = new Set([
  "XMinioStorageFull",
  "XMinioAdminBucketQuotaExceeded",
  "QuotaExceeded",
  "InsufficientCapacity",
  "ServiceQuotaExceededException",
]);

/** Reads the refusal, which is a small XML document, and leaves the connection usable. */
export async function readS3Failure({
  statusCode,
  body,
}: Pick<Dispatcher.ResponseData, "statusCode" | "body">): Promise<S3Failure> {
  let text = "";
  for await (const chunk of body.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > MAX_BODY_BYTES) break;
  }
  const code = /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(text)?.[1] ?? `status ${statusCode}`;
  const isFull = statusCode === 507 || fullCodes.has(code);
  const isTemporary = !isFull && (temporaryStatuses.has(statusCode) || temporaryCodes.has(code));
  return { code, status: statusCode, isTemporary, isFull };
}
