import { type MediaRequest, mediaResponse } from "../media/serving/media-response";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { findReview } from "./open-review";

/**
 * The bytes of one media of a review, whole or in part, for the page's preview. Players ask for many
 * parts, so this asks no platform.
 */
export async function reviewMedia(
  dependencies: PostsDependencies,
  link: { readonly token: string; readonly index: number },
  request: MediaRequest,
): Promise<Response> {
  const found = await findReview(dependencies, link.token);
  if ("closed" in found) return notThere();
  const { tenant_id: tenantId, media_ids: mediaIds } = found.post;
  const id = mediaIds[link.index];
  if (id === undefined) return notThere();
  const [media] = await dependencies.findMedia(tenantId, [id]);
  if (media === undefined || media === null) return notThere();
  const [source] = await dependencies.openMedia(tenantId, [id]);
  return source === undefined ? notThere() : mediaResponse(source, request);
}

function notThere(): Response {
  return new Response(null, { status: 404 });
}
