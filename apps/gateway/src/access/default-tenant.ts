/** The tenant that always exists: the operator's own, which the bootstrap key belongs to. */
export const DEFAULT_TENANT_ID = "default";
