import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Starts the built gateway and answers when it serves.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ pid: number, stop: () => Promise<number | null> }>}
 */
export function startGateway(env) {
  const gateway = spawn(process.execPath, ["apps/gateway/dist/main.js"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => gateway.once("exit", resolve));
  /** @type {string[]} */
  const lines = [];
  return new Promise((resolve, reject) => {
    /** @param {string} line */
    const read = (line) => {
      lines.push(line);
      if (lines.length > 50) lines.shift();
      if (line.includes("listening")) {
        resolve({
          pid: gateway.pid ?? 0,
          stop() {
            gateway.kill("SIGTERM");
            return ended;
          },
        });
      }
    };
    createInterface({ input: gateway.stdout }).on("line", read);
    createInterface({ input: gateway.stderr }).on("line", read);
    gateway.once("error", reject);
    void ended.then((code) =>
      reject(new Error(`The gateway ended with ${code} before it served:\n${lines.join("\n")}`)),
    );
  });
}
