import type { UploadPostError } from "../errors";

/** What exists at the platform because of one delivery. Ids are strings: platforms use 64-bit numbers. */
export type RemotePost = {
  /** What to ask the platform about this delivery with, such as a publish id; webhooks name it too. */
  readonly handle: string | null;
  /** Ids of visible posts; may come late, may never come for private ones. */
  readonly postIds: readonly string[];
  readonly url: string | null;
  /** In the platform's own names; `actual` is `null` until known. */
  readonly visibility: { readonly requested: string | null; readonly actual: string | null };
};

/** Where a delivery ended, as the platform says. */
export type PostOutcome =
  | {
      /** `in_inbox`: the draft waits for its owner; it may become `published` later. */
      readonly state: "published" | "in_inbox";
      readonly remote: RemotePost;
      /** When asking again may tell more (an id, the owner's decision); `null` when all is known. */
      readonly observeAt: Date | null;
    }
  | {
      readonly state: "failed";
      readonly remote: RemotePost;
      /** Proven not published. When it is `retryable`, the pipeline may start a new attempt. */
      readonly error: UploadPostError;
    };
