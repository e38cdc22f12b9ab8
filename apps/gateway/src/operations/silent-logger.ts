import type { Logger } from "./logger";

/** For commands that answer the operator themselves. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
