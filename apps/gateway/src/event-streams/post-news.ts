import type { DeliveryRow } from "../deliveries/delivery-row";
import type { DeliveryStatus } from "../deliveries/delivery-status";
import { toDeliveryBody } from "../posts/to-post-body";

/** What has happened to a post after a place in its events. */
export type PostNews = {
  readonly postId: string;
  readonly after: string;
  /** In order. */
  readonly items: readonly NewsItem[];
  /** There were too many for one batch. */
  readonly hasMore: boolean;
  /** The post is settled, and nothing comes after these items. */
  readonly isAll: boolean;
};

/** One event, as it is sent. */
export type NewsItem = {
  /** The event's id, a decimal number. */
  readonly id: string;
  /** JSON. */
  readonly data: string;
};

/**
 * The delivery as the API shows it, with the state that the event tells of, without its timeline: that is
 * what the events are.
 */
export function toNewsItem(
  event: {
    readonly id: string;
    readonly status: DeliveryStatus;
    readonly detail: string | null;
    readonly at: Date;
  },
  delivery: DeliveryRow,
): NewsItem {
  const { timeline: _timeline, ...body } = toDeliveryBody({ delivery, events: [] });
  const data = {
    ...body,
    status: event.status,
    status_detail: event.detail,
    updated_at: event.at.toISOString(),
    post: delivery.post_id,
  };
  return { id: event.id, data: JSON.stringify(data) };
}
