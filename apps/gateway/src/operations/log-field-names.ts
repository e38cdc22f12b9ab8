import type { LogFields } from "./logger";

/** The allow-list at run time; a field missing here does not compile. */
const allowed: Readonly<Record<keyof LogFields, true>> = {
  requestId: true,
  method: true,
  route: true,
  status: true,
  durationMs: true,
  sizeBytes: true,
  tenantId: true,
  keyId: true,
  connectionId: true,
  mediaId: true,
  postId: true,
  deliveryId: true,
  platform: true,
  platformCode: true,
  platformLogId: true,
  jobKind: true,
  step: true,
  attempt: true,
  count: true,
  address: true,
  error: true,
};

/** True for the names that {@link LogFields} has. */
export function isLogFieldName(name: string): name is keyof LogFields {
  return Object.hasOwn(allowed, name);
}
