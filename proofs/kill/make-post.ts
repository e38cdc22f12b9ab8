import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { type Agent, type Answer, codeOf } from "./agent";
import { hasEnded, isCanceling, type LedgerEntry, type SeenDelivery } from "./ledger";
import type { Random } from "./random";
import { refused, sendMedia, sendMediaInPieces } from "./send-media";
import { type UniqueMedia, uniquePhoto, uniqueVideo } from "./unique-media";

const postSchema = z.object({
  id: z.string(),
  deliveries: z
    .array(
      z.object({
        id: z.string(),
        status: z.string(),
        status_detail: z.string().nullable(),
        error: z.object({ code: z.string() }).nullable(),
        post_id: z.string().nullable(),
      }),
    )
    .length(1),
});

/** The least that the platform takes in more than one chunk is above 64 MB. */
const LARGE_BYTES = 64_000_001;
const PIECE_BYTES = 8_000_000;

/** Who posts, and where to. */
export type Poster = {
  readonly agent: Agent;
  readonly connection: string;
  readonly random: Random;
  /** Ends the wait for an end: the proof has waited long enough. */
  readonly giveUp: AbortSignal;
};

/** Makes one post, from its media to its end, writing into the ledger all that its caller gets to know. */
export async function makePost(poster: Poster, entry: LedgerEntry): Promise<void> {
  try {
    const postId = await createPost(poster, entry);
    if (entry.kind === "canceled") await cancelPost(poster, entry, postId);
    await followPost(poster, entry, postId);
  } catch (error) {
    entry.trouble = String(error);
  }
}

async function createPost(poster: Poster, entry: LedgerEntry) {
  const { agent, random, giveUp } = poster;
  const { reference, kind } = entry;
  const files = filesOf(entry, random);
  entry.digests = files.map(({ sha256 }) => sha256);
  if (random.next() < 0.25) await storeInVain(agent, reference);
  const media: string[] = [];
  for (const [index, file] of files.entries()) {
    const key = `${reference}-media-${index}`;
    media.push(
      kind === "large"
        ? await sendMediaInPieces(agent, file, key, { pieceBytes: PIECE_BYTES, giveUp })
        : await sendMedia(agent, file, key),
    );
  }
  const ids = new Set(await createAtATime(poster, entry, media));
  const [id] = ids;
  if (id === undefined || ids.size !== 1) throw new Error("One key has made two posts.");
  entry.postId = id;
  entry.acceptedAt = Date.now();
  return id;
}

/** Agents change their minds: a media is stored and deleted again. */
async function storeInVain(agent: Agent, reference: string): Promise<void> {
  const key = `${reference}-vain`;
  const id = await sendMedia(agent, uniquePhoto(key), key);
  const answer = await agent.call({ method: "DELETE", path: `/v1/media/${id}` });
  if (answer.status !== 204 && answer.status !== 200 && answer.status !== 404) {
    throw refused("The deletion", answer);
  }
}

function filesOf({ reference, kind }: LedgerEntry, random: Random): UniqueMedia[] {
  switch (kind) {
    case "photos":
      return Array.from({ length: random.integer(1, 2) }, (_, index) =>
        uniquePhoto(`${reference}-${index}`),
      );
    case "large":
      return [uniqueVideo(reference, LARGE_BYTES)];
    default:
      return [uniqueVideo(reference)];
  }
}

/** The ids of the calls that were made, all of which must be the same. */
async function createAtATime(
  poster: Poster,
  entry: LedgerEntry,
  media: readonly string[],
): Promise<string[]> {
  const { agent, random } = poster;
  const call = () => ({
    method: "POST",
    path: "/v1/posts",
    json: bodyOf(poster, entry, media),
    headers: { "Idempotency-Key": entry.reference },
  });
  for (;;) {
    // An agent that has lost its patience sends the same call again beside the first.
    const one = call();
    const calls = random.next() < 0.2 ? [agent.call(one), agent.call(one)] : [agent.call(one)];
    const answers = await Promise.all(calls);
    // The gateway was away until the chosen time had passed, and says that it has made nothing.
    const isTooLate = (answer: Answer) =>
      entry.kind === "scheduled" && codeOf(answer) === "content_rejected";
    const inTime = answers.filter((answer) => !isTooLate(answer));
    if (inTime.length > 0) return inTime.map(acceptedId);
  }
}

function bodyOf(
  { connection }: Poster,
  { reference, kind }: LedgerEntry,
  media: readonly string[],
): object {
  const publish_at = kind === "scheduled" ? { publish_at: soon(20_000) } : {};
  if (kind === "draft" || kind === "large") {
    return { media, reference, targets: [{ connection, mode: "draft" }] };
  }
  return {
    ...{ media, reference, text: reference },
    targets: [{ connection, mode: "publish", options: { privacy_level: "SELF_ONLY" } }],
    ...{ review: "caller", consent: { collected_at: "2026-01-01T00:00:00Z" } },
    ...publish_at,
  };
}

function soon(ms: number): string {
  return new Date(Date.now() + ms).toISOString();
}

function acceptedId(answer: Answer): string {
  if (answer.status !== 202 && answer.status !== 200) throw refused("The post", answer);
  return postSchema.parse(answer.body).id;
}

async function cancelPost({ agent, random }: Poster, entry: LedgerEntry, postId: string) {
  await sleep(random.integer(0, 1_500));
  const answer = await agent.call({ method: "POST", path: `/v1/posts/${postId}/cancel` });
  if (answer.status !== 200) return;
  const { canceled } = z.object({ canceled: z.array(z.string()) }).parse(answer.body);
  entry.canceled = canceled.length > 0;
}

/** Looks at a post until it has ended, or waits for longer than a proof takes. */
async function followPost({ agent, giveUp }: Poster, entry: LedgerEntry, postId: string) {
  await follow(agent, entry, { postId, giveUp, isOver: isCanceling });
}

/** Looks at a post until it has ended. */
export async function followToEnd(
  agent: Agent,
  entry: LedgerEntry,
  giveUp: AbortSignal,
): Promise<void> {
  const { postId } = entry;
  if (postId !== null) await follow(agent, entry, { postId, giveUp, isOver: () => false });
}

async function follow(
  agent: Agent,
  entry: LedgerEntry,
  until: {
    readonly postId: string;
    readonly giveUp: AbortSignal;
    readonly isOver: (delivery: SeenDelivery) => boolean;
  },
): Promise<void> {
  const { postId, giveUp, isOver } = until;
  while (!giveUp.aborted) {
    const answer = await agent.call({ method: "GET", path: `/v1/posts/${postId}?wait_s=2` });
    if (answer.status !== 200) throw refused("Reading an accepted post", answer);
    entry.delivery = seen(answer);
    if (hasEnded(entry.delivery)) {
      entry.endedAt = Date.now();
      return;
    }
    if (isOver(entry.delivery)) return;
  }
}

function seen({ body }: Answer): SeenDelivery {
  const [delivery] = postSchema.parse(body).deliveries;
  if (delivery === undefined) throw new Error("A post is shown without its delivery.");
  const { id, status, status_detail: detail, error, post_id: postId } = delivery;
  return { id, status, detail, error: error?.code ?? null, postId };
}
