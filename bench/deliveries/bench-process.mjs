// The bench's own processes: they run from the sources of the gateway's tests.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const directory = new URL("../../apps/gateway/test/bench/", import.meta.url);

/**
 * Starts one; `said` is its first message.
 *
 * @param {string} name
 * @param {readonly string[]} commandLine
 */
export function startBenchProcess(name, commandLine = []) {
  const child = fork(fileURLToPath(new URL(`${name}.process.ts`, directory)), commandLine, {
    execArgv: ["--import", "tsx", "--conditions", "upload-post-source"],
  });
  const ended = once(child, "exit").then(([code]) => code);
  const said = Promise.race([
    once(child, "message").then(([message]) => message),
    ended.then((code) => {
      throw new Error(`${name} ended with ${code} and said nothing.`);
    }),
  ]);
  // Some have nothing to say.
  said.catch(() => undefined);
  return {
    said,
    ended,
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** Runs one to its end. */
export async function runBenchProcess(name, commandLine) {
  const started = startBenchProcess(name, commandLine);
  const said = started.said.catch(() => null);
  const code = await started.ended;
  if (code !== 0) throw new Error(`${name} ended with ${code}.`);
  return said;
}
