import { createHash } from "node:crypto";
import { type RefreshSchedule, refreshSchedule, type StoredCredential } from "@upload-post/core";

/**
 * When a connection's credential is to be refreshed in the background: by its own times, moved by the
 * hash of the connection's id, so that accounts connected in one moment are not refreshed in one moment.
 */
export function refreshPlan(
  connectionId: string,
  stored: Pick<StoredCredential, "credential" | "storedAt">,
): RefreshSchedule {
  const digest = createHash("sha256").update(connectionId).digest();
  return refreshSchedule(stored, digest.readUInt32BE(0) / 2 ** 32);
}

/** The plan as it is kept with the connection. A grant that cannot be prolonged is looked at when it ends. */
export function plannedColumns(
  connectionId: string,
  stored: Pick<StoredCredential, "credential" | "storedAt">,
) {
  const { aheadAt, idleAt } = refreshPlan(connectionId, stored);
  const { expiresAt, refresh } = stored.credential;
  return {
    refresh_ahead_at: aheadAt,
    refresh_idle_at: idleAt ?? laterOf(expiresAt, refresh.deadline),
    refresh_claimed_until: null,
    refresh_failures: 0,
  };
}

function laterOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
