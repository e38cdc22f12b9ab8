import type { EncryptionKey } from "@upload-post/core";
import type { GatewayDependencies } from "../gateway-dependencies";
import type { HousekeepingTask } from "../housekeeping/housekeeping-task";
import { rotateAndRecord } from "./rotate-and-record";

/**
 * An embedded gateway that starts with a new key in front seals everything under it by itself, once,
 * while it serves: no other process can reach its database. Replicas on PostgreSQL do not, since others
 * may not have the new key yet; there the command `rotate` does it when the operator says so.
 */
export function rotationTasks(
  dependencies: Pick<GatewayDependencies, "credentials" | "database" | "logger" | "now">,
  keys: readonly Pick<EncryptionKey, "id">[],
): readonly HousekeepingTask[] {
  const [newest, ...older] = keys;
  const isEmbedded = dependencies.database.engine === "embedded";
  if (!isEmbedded || newest === undefined || older.length === 0) return [];
  let isDone = false;
  return [
    {
      name: "encryption keys",
      async run() {
        if (isDone) return 0;
        const { rewrapped, remaining } = await rotateAndRecord(dependencies, newest.id);
        isDone = true;
        const needed = Object.entries(remaining).map(([id, count]) => `"${id}" (${count})`);
        dependencies.logger.info(
          { count: rewrapped },
          needed.length === 0
            ? `what lasts is sealed with the key "${newest.id}"; no other key is needed any more`
            : `what lasts is sealed with the key "${newest.id}"; for short-lived things keep ${needed.join(", ")} a week longer`,
        );
        // Nothing was cleared away.
        return 0;
      },
    },
  ];
}
