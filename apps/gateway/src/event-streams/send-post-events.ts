import { setTimeout as wait } from "node:timers/promises";
import type { SSEStreamingApi } from "hono/streaming";
import type { EventFeed } from "./event-feed";
import type { PostNews } from "./post-news";

/** What one stream needs. */
export type PostEventStream = {
  readonly feed: EventFeed;
  readonly closing: AbortSignal;
  readonly stallMs: number;
  readonly maxLifeMs: number;
  readonly now: () => Date;
  /** What was there when it was opened. */
  readonly first: PostNews;
  /** Aborts when the reader leaves. */
  readonly left: AbortController;
};

/** What is on its way when the process ends is given this long. */
const LAST_WORDS_MS = 1_000;

/** Why a stream ended. */
export type StreamEnd = "complete" | "left" | "stalled" | "closed";

/**
 * Sends the events of a post, from where its reader stands until the post is settled, the reader leaves or
 * stops reading, or the process ends. It holds one batch at a time, and waits for each event to be taken.
 */
export async function sendPostEvents(
  stream: SSEStreamingApi,
  { feed, closing, stallMs, maxLifeMs, now, first, left }: PostEventStream,
): Promise<StreamEnd> {
  const until = now().getTime() + maxLifeMs;
  const send = (text: Promise<unknown>) =>
    takenWithin(text, { stallMs, left: left.signal, closing });
  let news = first;
  let after = first.after;
  for (;;) {
    for (const { id, data } of news.items) {
      if (left.signal.aborted) return "left";
      if (closing.aborted) return "closed";
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
  limits: {
    readonly stallMs: number;
    readonly left: AbortSignal;
    readonly closing: AbortSignal;
  },
): Promise<boolean> {
  const { stallMs, left, closing } = limits;
  const over = new AbortController();
  const end = AbortSignal.any([left, over.signal]);
  const hurried = AbortSignal.any([end, closing]);
  const patience = async (): Promise<boolean> => {
    await elapsed(stallMs, hurried);
    if (closing.aborted) await elapsed(LAST_WORDS_MS, end);
    return false;
  };
  const isTaken = await Promise.race([taking.then(() => true), patience()]);
  over.abort();
  return isTaken && !left.aborted;
}

/** Resolves after some time, or as soon as the signal aborts. */
async function elapsed(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
