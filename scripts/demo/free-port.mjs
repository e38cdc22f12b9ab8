import { createServer } from "node:net";

/** Below what systems give to outgoing connections, which would take a port while its server restarts. */
const firstPort = 10_000;
const portCount = 22_000;
const portsPerProcess = 10;

/** A port of loopback that nobody listens on, and that this process has given to nobody before. */
export const freePort = createPortPicker(process.pid);

/** Somebody listens there, or the system keeps it to itself. */
const takenCodes = new Set(["EADDRINUSE", "EACCES"]);

/**
 * Processes that run at the same time begin in different places, so that they do not pick the same.
 *
 * @param {number} processId
 */
function createPortPicker(processId) {
  let picked = processId * portsPerProcess;
  return async () => {
    for (let tries = 0; tries < portCount; tries += 1) {
      const port = firstPort + (picked % portCount);
      picked += 1;
      if (await isFree(port)) return port;
    }
    throw new Error(
      `No port from ${firstPort} to ${firstPort + portCount - 1} of this machine is free.`,
    );
  };
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => {
      if ("code" in error && takenCodes.has(String(error.code))) resolve(false);
      else reject(error);
    });
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
