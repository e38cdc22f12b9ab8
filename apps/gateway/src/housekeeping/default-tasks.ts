import { forgetOldAttempts } from "../credentials/forget-old-attempts";
import type { GatewayDatabase } from "../database/gateway-database";
import { forgetOldKeys } from "../idempotency/forget-old-keys";
import { forgetOldLimits } from "../platform-limits/forget-old-limits";
import { forgetOldWebhooks } from "../platform-webhooks/forget-old-webhooks";
import { clearExpiredCounters } from "../rate-limits/clear-expired-counters";
import { forgetFinishedMessages } from "../webhooks/log/forget-finished-messages";
import type { HousekeepingTask } from "./housekeeping-task";

/** What every gateway clears away. A room adds a line here for what of its own expires. */
export function defaultHousekeepingTasks(database: GatewayDatabase): readonly HousekeepingTask[] {
  return [
    { name: "refresh attempts", run: () => forgetOldAttempts(database) },
    { name: "idempotency keys", run: (now) => forgetOldKeys(database, now) },
    { name: "rate limit counters", run: (now) => clearExpiredCounters(database, now) },
    { name: "platform limits", run: (now) => forgetOldLimits(database, now) },
    { name: "platform webhooks", run: (now) => forgetOldWebhooks(database, now) },
    { name: "webhook messages", run: (now) => forgetFinishedMessages(database, now) },
  ];
}
