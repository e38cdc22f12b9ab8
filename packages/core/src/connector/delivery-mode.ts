/**
 * What a delivery is to become: `publish` makes a post on the owner's behalf; `draft` hands the media
 * to the owner, who finishes it on the platform.
 */
export type DeliveryMode = "publish" | "draft";
