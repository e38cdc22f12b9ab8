/** One acceptance after which TikTok posts (or delivers a draft) without being asked again. */
export interface CommitRecord {
  /** ISO time of the sandbox's clock. */
  readonly at: string;
  /** The last byte of a FILE_UPLOAD, or the init of a PULL_FROM_URL. */
  readonly cause: "last-chunk" | "pull-init";
  readonly publishId: string;
  readonly clientKey: string;
  readonly username: string;
}
