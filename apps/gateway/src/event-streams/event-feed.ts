import type { GatewayDatabase } from "../database/gateway-database";
import type { Every } from "../media/ingest/every";
import type { Logger } from "../operations/logger";
import type { PostNews } from "./post-news";
import { findNews, type PostPlace, readNews } from "./read-news";

const LOOK_EVERY_MS = 1_000;

/** What a stream is told: news, that there are none for now, or that the process ends. */
export type FeedTurn = PostNews | "nothing" | "closed";

/** Looks for news of posts, for all streams of this process at once. */
export type EventFeed = {
  /** What is there already, right now. */
  read(place: PostPlace): Promise<PostNews>;
  /** Answers when there are news after a place, or with `nothing` after some looks. */
  next(place: PostPlace, signal: AbortSignal): Promise<FeedTurn>;
  /** Looks once; the feed does it every second. */
  look(): Promise<void>;
  /** Ends every wait, now and from now on. */
  close(): void;
};

/** What the feed needs. */
export type EventFeedOptions = {
  readonly database: GatewayDatabase;
  readonly logger: Logger;
  readonly every: Every;
  /** How many looks without news a stream waits for. */
  readonly patience: number;
};

type Waiting = {
  readonly place: PostPlace;
  looks: number;
  readonly end: (turn: FeedTurn) => void;
};

/**
 * Makes the feed of one process. However many streams wait, it asks the database once a second, and not
 * at all while none waits. A stream that is still busy with what it was told does not wait: nothing piles
 * up for it.
 */
export function createEventFeed(options: EventFeedOptions): EventFeed {
  const { database, logger, every, patience } = options;
  const waiting = new Set<Waiting>();
  let isClosed = false;
  let isLooking = false;

  const look = async (): Promise<void> => {
    const asked = [...waiting];
    if (asked.length === 0) return;
    const places = [...new Map(asked.map(({ place }) => [keyOf(place), place])).values()];
    const news = await readNews(database, await findNews(database, places));
    const byPlace = new Map(news.map((one) => [keyOf(one), one]));
    for (const one of asked) {
      const found = byPlace.get(keyOf(one.place));
      one.looks += 1;
      if (found !== undefined) one.end(found);
      else if (one.looks >= patience) one.end("nothing");
    }
  };
  const tick = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    try {
      await look();
    } catch (error) {
      logger.warn({ error, step: "event-stream" }, "looking for events failed; it is tried again");
    } finally {
      isLooking = false;
    }
  };
  const stop = every(LOOK_EVERY_MS, () => void tick());

  return {
    async read(place) {
      const [news] = await readNews(database, [place]);
      return news ?? { ...place, items: [], hasMore: false, isAll: false };
    },
    next(place, signal) {
      if (isClosed || signal.aborted) return Promise.resolve("closed");
      return new Promise((resolve) => {
        const leave = () => one.end("closed");
        const one: Waiting = {
          place,
          looks: 0,
          end(turn) {
            waiting.delete(one);
            signal.removeEventListener("abort", leave);
            resolve(turn);
          },
        };
        signal.addEventListener("abort", leave, { once: true });
        waiting.add(one);
      });
    },
    look,
    close() {
      isClosed = true;
      stop();
      for (const { end } of [...waiting]) end("closed");
    },
  };
}

function keyOf({ postId, after }: PostPlace): string {
  return `${postId}/${after}`;
}
