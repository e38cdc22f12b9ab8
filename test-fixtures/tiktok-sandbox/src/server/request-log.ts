import type { ReplyNote } from "./exchange";

/** One request to TikTok's surface. Paths carry no query, so no secret can be in here. */
export interface LoggedRequest extends ReplyNote {
  readonly number: number;
  /** ISO time of the sandbox's clock. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Id of the route, or null when nothing is there. */
  readonly route: string | null;
  /** 0 when the connection was dropped without an answer. */
  readonly status: number;
  /** The fault that was applied. */
  readonly fault: string | null;
}

/** The requests since the start or the last reset, oldest first. */
export interface RequestLog {
  add(entry: Omit<LoggedRequest, "number">): void;
  list(): LoggedRequest[];
}

// Enough for any test, little enough for a sandbox that runs for weeks.
const KEPT_REQUESTS = 20_000;

/** Makes an empty log that keeps the latest 20,000 requests. */
export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = [];
  let number = 0;
  return {
    add(entry) {
      number += 1;
      entries.push({ number, ...entry });
      if (entries.length > KEPT_REQUESTS) {
        entries.shift();
      }
    },
    list: () => [...entries],
  };
}
