import { randomId } from "../src/access/random-id";
import type { TestGateway } from "./create-test-gateway";

/** Puts a post with one delivery into a tenant, as the rows that the API would have made. */
export async function makePostRows(
  gateway: Pick<TestGateway, "dependencies">,
  owner: { readonly id: string },
): Promise<{ readonly postId: string; readonly deliveryId: string }> {
  const { database, now } = gateway.dependencies;
  const at = now();
  const postId = randomId("post");
  const deliveryId = randomId("dlv");
  await database.kysely
    .insertInto("posts")
    .values({
      id: postId,
      tenant_id: owner.id,
      api_key_id: "key_of_the_owner",
      reference: null,
      media_ids: "[]",
      review: "caller",
      consent: null,
      publish_at: null,
      created_at: at,
    })
    .execute();
  await database.kysely
    .insertInto("deliveries")
    .values({
      id: deliveryId,
      post_id: postId,
      tenant_id: owner.id,
      position: 0,
      connection_id: "con_of_the_owner",
      owner_user: "someone",
      platform: "memory",
      mode: "publish",
      title: null,
      text: "A text of the owner",
      options: "{}",
      status: "unconfirmed",
      bytes_total: 1,
      content_digest: "0".repeat(64),
      due_at: null,
      created_at: at,
      updated_at: at,
    })
    .execute();
  return { postId, deliveryId };
}
