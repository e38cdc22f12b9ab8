import { randomId } from "../src/access/random-id";
import type { GatewayDatabase } from "../src/database/gateway-database";
import type { DeliveryStatus } from "../src/deliveries/delivery-status";

/** Writes a delivery of the tenant `default` into the database, with the post it belongs to. */
export async function insertTestDelivery(
  { kysely }: GatewayDatabase,
  delivery: {
    readonly deliveryId: string;
    readonly mediaIds: readonly string[];
    readonly status?: DeliveryStatus;
  },
): Promise<void> {
  const at = new Date();
  const postId = randomId("post");
  await kysely
    .insertInto("posts")
    .values({
      id: postId,
      tenant_id: "default",
      api_key_id: "key_test",
      reference: null,
      media_ids: JSON.stringify(delivery.mediaIds),
      review: "owner",
      consent: null,
      publish_at: null,
      created_at: at,
    })
    .execute();
  await kysely
    .insertInto("deliveries")
    .values({
      id: delivery.deliveryId,
      post_id: postId,
      tenant_id: "default",
      position: 0,
      connection_id: "con_test",
      owner_user: "someone",
      platform: "memory",
      mode: "publish",
      title: null,
      text: null,
      options: JSON.stringify({}),
      status: delivery.status ?? "queued",
      status_detail: null,
      error: null,
      bytes_total: 0,
      resumes_at: null,
      remote_handle: null,
      remote_url: null,
      visibility_requested: null,
      visibility_actual: null,
      content_digest: "",
      state: null,
      due_at: null,
      lease_until: null,
      observe_until: null,
      cancel_requested_at: null,
      created_at: at,
      updated_at: at,
    })
    .execute();
}
