import type { Selectable } from "kysely";
import type { DatabaseSchema } from "../database/database-schema";
import type { DeliveryRow } from "../deliveries/delivery-row";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import type { DeliveryBody, PostBody } from "./post-body";
import { postStatus } from "./post-status";

/** A post with everything that is shown of it. */
export type PostRecord = {
  readonly post: Selectable<DatabaseSchema["posts"]>;
  readonly deliveries: readonly DeliveryRecord[];
  /** The owner's link, while it can be used. */
  readonly reviewUrl: string | null;
};

/** A delivery with its timeline. */
export type DeliveryRecord = {
  readonly delivery: DeliveryRow;
  readonly events: readonly {
    readonly at: Date;
    readonly status: DeliveryStatus;
    readonly detail: string | null;
  }[];
};

/** The API's form of a post. */
export function toPostBody({ post, deliveries, reviewUrl }: PostRecord): PostBody {
  return {
    id: post.id,
    status: postStatus(deliveries.map(({ delivery }) => delivery.status)),
    reference: post.reference,
    review_url: reviewUrl,
    publish_at: post.publish_at?.toISOString() ?? null,
    created_at: post.created_at.toISOString(),
    deliveries: deliveries.map(toDeliveryBody),
  };
}

/** The API's form of a delivery. */
export function toDeliveryBody({ delivery, events }: DeliveryRecord): DeliveryBody {
  return {
    id: delivery.id,
    connection: delivery.connection_id,
    platform: delivery.platform,
    mode: delivery.mode,
    status: delivery.status,
    status_detail: delivery.status_detail,
    progress: {
      bytes_sent: Number(delivery.bytes_sent),
      bytes_total: Number(delivery.bytes_total),
    },
    resumes_at: delivery.resumes_at?.toISOString() ?? null,
    post_id: delivery.remote_post_ids[0] ?? null,
    post_ids: [...delivery.remote_post_ids],
    url: delivery.remote_url,
    visibility: { requested: delivery.visibility_requested, actual: delivery.visibility_actual },
    error: delivery.error,
    warnings: delivery.warnings.map((warning) => ({ ...warning })),
    attempts: delivery.attempts,
    created_at: delivery.created_at.toISOString(),
    updated_at: delivery.updated_at.toISOString(),
    timeline: events.map((event) => ({
      at: event.at.toISOString(),
      status: event.status,
      detail: event.detail,
    })),
  };
}
