import type { MediaFacts, PostDraft } from "@upload-post/core/connector";
import type { DeliveryRow } from "./delivery-row";
import type { EngineDependencies } from "./engine-dependencies";

/** The ids of a delivery's media, in order. */
export async function mediaIdsOf(
  { database }: Pick<EngineDependencies, "database">,
  delivery: Pick<DeliveryRow, "post_id">,
): Promise<readonly string[]> {
  const post = await database.kysely
    .selectFrom("posts")
    .select("media_ids")
    .where("id", "=", delivery.post_id)
    .executeTakeFirstOrThrow();
  return post.media_ids;
}

/** A delivery as its connector gets it; says what is known of media whose bytes are gone as well. */
export async function describeDraft(
  dependencies: Pick<EngineDependencies, "database" | "describeMedia">,
  delivery: DeliveryRow,
): Promise<PostDraft> {
  const ids = await mediaIdsOf(dependencies, delivery);
  return draftOf(delivery, await dependencies.describeMedia(delivery.tenant_id, ids));
}

/** A delivery of these media as its connector gets it. */
export function draftOf(
  { mode, title, text, options }: DeliveryRow,
  media: readonly MediaFacts[],
): PostDraft {
  return { mode, media, title, text, options };
}
