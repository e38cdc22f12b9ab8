import { accessGuards } from "./access-guards";
import { deliveryGuards } from "./delivery-guards";
import type { Guard } from "./guard";
import { tenantGuards } from "./tenant-guards";
import { webhookGuards } from "./webhook-guards";

/** Every guard that is taken away. */
export const guards: readonly Guard[] = [
  ...deliveryGuards,
  ...accessGuards,
  ...tenantGuards,
  ...webhookGuards,
];
