import { setTimeout as wait } from "node:timers/promises";
import type { SSEStreamingApi } from "hono/streaming";
import type { EventFeed } from "./event-feed";
import type { PostNews } from "./post-news";

/** What one stream needs. */
export type PostEventStream = {
  readonly feed: EventFeed;
  readonly stallMs: number;
  readonly maxLifeMs: number;
  readonly now: () => Date;
  /** What was there when it was opened. */
  readonly first: PostNews;
  /** Aborts when the reader leaves. */
  readonly left: AbortController;
};

/** Why a stream ended. */
export type StreamEnd = "complete" | "left" | "stalled" | "closed";

/**
 * Sends the events of a post, from where its reader stands until the post is settled, the reader leaves or
 * stops reading, or the process ends. It holds one batch at a time, and waits for each event to be taken.
 */
export async function sendPostEvents(
  stream: SSEStreamingApi,
  { feed, stallMs, maxLifeMs, now, first, left }: PostEventStream,
): Promise<StreamEnd> {
  const until = now().getTime() + maxLifeMs;
  const send = (text: Promise<unknown>) => takenWithin(text, stallMs, left.signal);
  let news = first;
  let after = first.after;
  for (;;) {
    for (const { id, data } of news.items) {
      if (left.signal.aborted) return "left";
      const isTaken = await send(stream.writeSSE({ event: "delivery.updated", id, data }));
      if (!isTaken) return left.signal.aborted ? "left" : "stalled";
      after = id;
    }
    if (news.isAll) return "complete";
    const turn = news.hasMore ? await feed.read({ postId: first.postId, after }) : await nextTurn();
    if (typeof turn === "string") return turn;
    news = turn;
  }

  async function nextTurn(): Promise<PostNews | StreamEnd> {
    for (;;) {
      if (now().getTime() >= until) return "closed";
      const turn = await feed.next({ postId: first.postId, after }, left.signal);
      if (left.signal.aborted) return "left";
      if (turn === "closed") return "closed";
      if (turn !== "nothing") return turn;
      if (!(await send(stream.write(": nothing new\n\n")))) {
        return left.signal.aborted ? "left" : "stalled";
      }
    }
  }
}

/** Whether the reader took it in time. */
async function takenWithin(
  taking: Promise<unknown>,
  ms: number,
  signal: AbortSignal,
): Promise<boolean> {
  const over = new AbortController();
  const patience = wait(ms, false, {
    signal: AbortSignal.any([signal, over.signal]),
    ref: false,
  }).catch(() => false);
  const isTaken = await Promise.race([taking.then(() => true), patience]);
  over.abort();
  return isTaken && !signal.aborted;
}
