import type { Secret } from "@upload-post/core/connector";

/** Which bucket the media lie in, and how it is reached. */
export type S3Setting = {
  /** Origin of the service; the bucket is named in the path. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** What every key begins with: empty, or ending with a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
};
