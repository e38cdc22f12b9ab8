import { type MediaRequest, mediaResponse } from "../media/serving/media-response";
import type { PostsDependencies } from "../posts/posts-dependencies";
import { openReview } from "./open-review";

/** The bytes of one media of a review, whole or in part, for the page's preview. */
export async function reviewMedia(
  dependencies: PostsDependencies,
  link: { readonly token: string; readonly index: number },
  request: MediaRequest,
): Promise<Response> {
  const open = await openReview(dependencies, link.token);
  if ("closed" in open) return notThere();
  const media = open.media[link.index];
  if (media === undefined) return notThere();
  const [source] = await dependencies.openMedia(open.post.tenant_id, [media.id]);
  return source === undefined ? notThere() : mediaResponse(source, request);
}

function notThere(): Response {
  return new Response(null, { status: 404 });
}
