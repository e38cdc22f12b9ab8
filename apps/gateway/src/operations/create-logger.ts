import { pino } from "pino";
import { describeError } from "./describe-error";
import { isLogFieldName } from "./log-field-names";
import type { Logger } from "./logger";
import type { SecretFilter } from "./secret-filter";

/** Where log lines go, and what they must not show. */
export type LoggerOptions = {
  readonly level: string;
  readonly filter: SecretFilter;
  /** Receives one JSON line at a time. */
  readonly write: (line: string) => void;
};

/** Makes the gateway's log: pino, with an allow-list of fields before it and a filter behind it. */
export function createLogger({ level, filter, write }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: allowedFields },
    },
    { write: (line: string) => write(filter.clean(line)) },
  );
}

function allowedFields(fields: Record<string, unknown>): Record<string, unknown> {
  const allowed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!isLogFieldName(name)) continue;
    allowed[name] = name === "error" ? describeError(value) : value;
  }
  return allowed;
}
