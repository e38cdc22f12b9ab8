// Memory and CPU of another process, as /proc tells them. Linux only.
import { readFileSync } from "node:fs";
import { statusBytes } from "../peak-memory.mjs";

// USER_HZ: 100 on every Linux that Node runs on.
const ticksPerSecond = 100;

/** CPU seconds a process has used, all its threads together. */
export function cpuSeconds(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name in parentheses may hold spaces; the figures begin after it, with field 3.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory now, in bytes. */
export function residentBytes(pid) {
  return statusBytes(pid, "VmRSS") ?? Number.NaN;
}

/** Samples resident memory until it is stopped, and answers the most it has seen. */
export function watchResident(pid) {
  let peakBytes = residentBytes(pid);
  const timer = setInterval(() => {
    peakBytes = Math.max(peakBytes, residentBytes(pid));
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return peakBytes;
    },
  };
}
