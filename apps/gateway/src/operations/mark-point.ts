import { channel } from "node:diagnostics_channel";
import type { CrashPoint } from "./crash-points";

/** The name of the channel on which points are published, each as `{ point: string }`. */
export const POINTS_CHANNEL = "upload-post:points";

const points = channel(POINTS_CHANNEL);

/**
 * Says that the process is at a point where a crash would be interesting, such as "armed and not yet
 * sent". Nothing happens unless somebody subscribes to {@link POINTS_CHANNEL}: the proofs do, and die there.
 */
export function markPoint(point: CrashPoint): void {
  if (points.hasSubscribers) points.publish({ point });
}
