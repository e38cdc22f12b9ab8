/** Everything that is written down, as `object.what_happened`. */
export const auditActions = [
  "api_key.created",
  "api_key.revoked",
  "connection.activated",
  "connection.created",
  "connection.disconnected",
  "connection.link_created",
  "connection.reauthorization_required",
  "delivery.changed",
  "delivery.resolved",
  "encryption_keys.rotated",
  "gateway.paused",
  "gateway.restored",
  "gateway.resumed",
  "post.canceled",
  "post.consent_recorded",
  "post.created",
  "post.retried",
  "review.approved",
  "review.rejected",
  "tenant.created",
  "tenant.updated",
  "webhook_endpoint.created",
  "webhook_endpoint.deleted",
  "webhook_endpoint.disabled",
  "webhook_endpoint.enabled",
  "webhook_endpoint.secret_rotated",
] as const;

/** One of {@link auditActions}. */
export type AuditAction = (typeof auditActions)[number];

/** What an entry can be about. */
export type AuditedObject =
  | "api_key"
  | "connection"
  | "delivery"
  | "encryption_keys"
  | "gateway"
  | "post"
  | "tenant"
  | "webhook_endpoint";
