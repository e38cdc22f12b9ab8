import type { Credential } from "@upload-post/core/connector";
import { z } from "zod";
import type { TiktokApi } from "../api/tiktok-api";
import { anyPostingScope } from "../login-kit/scopes";

/** A 64-bit id comes as a number that JavaScript cannot hold; the parser made a string of it. */
const exactId = z.union([z.string().regex(/^\d+$/), z.int().transform(String)]);
const byteCount = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);

/** ST: every field but `status` may be absent (section 9). */
const postStatusSchema = z.object({
  status: z.string(),
  fail_reason: z.string().nullish(),
  // Spelled so by TikTok; the right spelling is taken as well.
  publicaly_available_post_id: z.array(exactId).nullish(),
  publicly_available_post_id: z.array(exactId).nullish(),
  uploaded_bytes: byteCount.nullish(),
});

/** What TikTok says about one publish id. */
export type PostStatus = {
  /** In TikTok's words; unknown ones count as "in work" (ST). */
  readonly status: string;
  readonly failReason: string | null;
  /** Only of public posts that passed moderation; may stay empty for ever (ST). */
  readonly postIds: readonly string[];
  /** FILE_UPLOAD only; `null` when TikTok leaves it out. */
  readonly uploadedBytes: number | null;
};

/** Asks what became of a publish id (page ST, 30 calls a minute an account). */
export async function fetchPostStatus(
  api: TiktokApi,
  request: {
    readonly publishId: string;
    readonly credential: Credential;
    readonly signal: AbortSignal;
  },
): Promise<PostStatus> {
  const data = await api.call({
    method: "POST",
    path: "/v2/post/publish/status/fetch/",
    body: { publish_id: request.publishId },
    credential: request.credential,
    scopes: anyPostingScope,
    data: postStatusSchema,
    signal: request.signal,
  });
  return {
    status: data.status,
    failReason: data.fail_reason ?? null,
    postIds: data.publicaly_available_post_id ?? data.publicly_available_post_id ?? [],
    uploadedBytes: data.uploaded_bytes ?? null,
  };
}
