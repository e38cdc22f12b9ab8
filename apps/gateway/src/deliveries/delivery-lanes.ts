import type { ClaimLimits } from "./claim-next-delivery";
import type { DeliveryRow } from "./delivery-row";
import { isUpload } from "./may-move-bytes";

/** How many workers a process has, and how many of them large uploads may keep busy. */
export type LaneWidths = {
  readonly workers: number;
  readonly uploads: number;
  readonly uploadsPerTenant: number;
};

/** What the workers of this process are busy with. */
export type DeliveryLanes = {
  /** Claims one after the other, so that each knows of those before it. */
  claim(
    take: (limits: ClaimLimits) => Promise<DeliveryRow | null>,
  ): Promise<{ readonly delivery: DeliveryRow; leave(): void } | null>;
};

/**
 * Keeps workers of this process free: some for what only asks, whatever is being uploaded, and some
 * for other tenants, however much one of them uploads.
 */
export function createDeliveryLanes(widths: LaneWidths): DeliveryLanes {
  const uploads = new Map<string, string>();
  let previous: Promise<unknown> = Promise.resolve();

  const limits = (): ClaimLimits => {
    const byTenant = Map.groupBy(uploads.values(), (tenantId) => tenantId);
    return {
      mayUpload: uploads.size < widths.uploads,
      busyTenants: [...byTenant]
        .filter(([, taken]) => taken.length >= widths.uploadsPerTenant)
        .map(([tenantId]) => tenantId),
    };
  };
  const enter = (delivery: DeliveryRow | null) => {
    if (delivery === null) return null;
    if (isUpload(delivery)) uploads.set(delivery.id, delivery.tenant_id);
    return { delivery, leave: () => void uploads.delete(delivery.id) };
  };
  return {
    claim(take) {
      const claimed = previous.then(async () => enter(await take(limits())));
      // Whoever claims next is not concerned by what went wrong here; the caller is told.
      previous = claimed.catch(() => undefined);
      return claimed;
    },
  };
}
