import type { GatewayDatabase } from "../database/gateway-database";

/**
 * Where a reader goes on. An id that the post does not have (of another post, or from before a dump was
 * put back) means the beginning: to be told again is better than never.
 *
 * @returns the id of the last event that the reader has; "0" for none.
 */
export async function findPlace(
  { kysely }: Pick<GatewayDatabase, "kysely">,
  postId: string,
  lastEventId: string,
): Promise<string> {
  if (lastEventId === "") return "0";
  const id = BigInt(lastEventId).toString();
  const event = await kysely
    .selectFrom("events")
    .select("id")
    .where("id", "=", id)
    .where("post_id", "=", postId)
    .executeTakeFirst();
  return event === undefined ? "0" : id;
}
