// Resident memory of this process: what it was when asked first, and its peak since the process began.
import { readFileSync } from "node:fs";

/** Begins to watch. Linux tells the peak exactly; elsewhere Node's own figure has to do. */
export function peakMemory() {
  const idleBytes = process.memoryUsage.rss();
  return {
    read: () => ({
      idleBytes,
      peakBytes: statusBytes(process.pid, "VmHWM") ?? process.resourceUsage().maxRSS * 1024,
    }),
  };
}

/** One figure of `/proc/<pid>/status` in bytes; `null` where there is none. */
export function statusBytes(pid, name) {
  try {
    const line = readFileSync(`/proc/${pid}/status`, "utf8")
      .split("\n")
      .find((candidate) => candidate.startsWith(`${name}:`));
    return line === undefined ? null : Number(line.replace(/\D/g, "")) * 1024;
  } catch {
    // No /proc: not Linux.
    return null;
  }
}
