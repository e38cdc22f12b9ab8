import type { GatewayFoundation } from "../gateway-foundation";

/** What the use cases of this room need. */
export type PlatformWebhookDependencies = Pick<
  GatewayFoundation,
  "connectors" | "database" | "jobs" | "logger" | "now"
> & {
  /** Asks the platform whether an account's grants still hold; whether it has answered for all of them. */
  confirmAccount(platform: string, accountId: string): Promise<boolean>;
};
