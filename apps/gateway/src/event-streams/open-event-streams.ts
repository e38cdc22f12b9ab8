import type { GatewayFoundation } from "../gateway-foundation";
import { every } from "../media/ingest/every";
import { createEventFeed, type EventFeed } from "./event-feed";
import { createStreamPlaces, type StreamPlaces } from "./stream-places";

/** A line is sent at least this often, so that nobody in between believes the connection dead. */
const HEARTBEAT_SECONDS = 15;
/** A reader that takes nothing for so long is let go; it may come back and go on. */
const STALL_MS = 30_000;
/** A stream ends after this and is opened again, with a key that is valid then. */
const MAX_LIFE_MS = 15 * 60 * 1000;

/** The event streams of one process. */
export type EventStreams = {
  readonly feed: EventFeed;
  readonly places: StreamPlaces;
  readonly stallMs: number;
  readonly maxLifeMs: number;
  /** Ends every stream, and opens no new one: their readers come back to another process. */
  readonly close: () => void;
  /** Aborts when they are closed. */
  readonly closing: AbortSignal;
};

/** Opens the streams' common parts. */
export function openEventStreams({
  database,
  logger,
  telemetry,
}: Pick<GatewayFoundation, "database" | "logger" | "telemetry">): EventStreams {
  const feed = createEventFeed({ database, logger, every, patience: HEARTBEAT_SECONDS });
  const closing = new AbortController();
  return {
    feed,
    places: createStreamPlaces((taken) => telemetry.metrics.eventStreams.set(taken)),
    stallMs: STALL_MS,
    maxLifeMs: MAX_LIFE_MS,
    close() {
      closing.abort();
      feed.close();
    },
    closing: closing.signal,
  };
}
