import { spawn } from "node:child_process";
import { constants } from "node:os";

/** @type {NodeJS.Signals[]} */
const forwarded = ["SIGTERM", "SIGINT", "SIGHUP"];

/**
 * Runs a program to its end on our own standard streams and passes signals on to it, so that it can
 * drain. A Ctrl-C reaches the child from the terminal already and is not sent twice.
 *
 * @param {string} command
 * @param {string[]} commandArguments Handed over as they are; no shell reads them.
 * @param {import("node:child_process").SpawnOptions} options
 * @returns {Promise<number>} Its exit code; 128 plus the number of the signal that ended it.
 */
export function runChild(command, commandArguments, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, { stdio: "inherit", ...options });
    const handlers = forwarded.map((signal) => {
      const handler = () => {
        if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
      };
      process.on(signal, handler);
      return { signal, handler };
    });
    const release = () => {
      for (const { signal, handler } of handlers) process.off(signal, handler);
    };
    child.once("error", (error) => {
      release();
      reject(new Error(`${command} could not be started: ${error.message}`, { cause: error }));
    });
    child.once("close", (code, signal) => {
      release();
      resolve(signal ? 128 + constants.signals[signal] : (code ?? 1));
    });
  });
}
