import type { DatabaseTransaction } from "../../database/gateway-database";

/** The ids of a delivery's media, in the order of its post. */
export async function findDeliveryMedia(
  transaction: DatabaseTransaction,
  deliveryId: string,
): Promise<readonly string[]> {
  const { media_ids } = await transaction
    .selectFrom("deliveries")
    .innerJoin("posts", "posts.id", "deliveries.post_id")
    .select("posts.media_ids")
    .where("deliveries.id", "=", deliveryId)
    .executeTakeFirstOrThrow();
  return media_ids;
}
