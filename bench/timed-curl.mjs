// Runs curl with a configuration file and tells its wall time and CPU seconds.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One curl process for all requests of `configPath`, so that it keeps its connection. */
export async function timedCurl(configPath) {
  // bash tells the CPU of a finished child; Node does not.
  const script = 'TIMEFORMAT="%R %U %S"; time curl --silent --show-error --fail -K "$1"';
  const { stderr } = await run("bash", ["-c", script, "bash", configPath], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const [wallS = 0, userS = 0, systemS = 0] = stderr.trim().split(/\s+/).slice(-3).map(Number);
  return { wallS, cpuS: userS + systemS };
}
