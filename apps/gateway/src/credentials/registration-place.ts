import type { SealedPlace } from "./sealed-values";

/** Where a client registered at run time is sealed. It belongs to the installation, not to a tenant. */
export function registrationPlace(platform: string, registrationKey: string): SealedPlace {
  return { kind: "registration", tenantId: "", id: JSON.stringify([platform, registrationKey]) };
}
