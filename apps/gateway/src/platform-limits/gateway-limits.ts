import type { LimitUse, PlatformLimits } from "@upload-post/core";

/** The platforms' limits, counted in the database for all replicas, tenants and keys together. */
export interface GatewayLimits extends PlatformLimits {
  /** What is left of an account's limits on posts, by their names; `null` where nobody can know. */
  remaining(
    account: Pick<LimitUse, "connector" | "accountId">,
  ): Promise<Readonly<Record<string, number | null>>>;
  /** The owner has posted a draft, which makes room for another. */
  makeRoom(account: Pick<LimitUse, "connector" | "accountId">): Promise<void>;
}
