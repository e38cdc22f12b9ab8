import type { Caller } from "../access/caller";
import { getPost } from "./find-posts";
import { postStatus } from "./post-status";
import type { PostsDependencies } from "./posts-dependencies";
import type { PostRecord } from "./to-post-body";

/** Any replica may change a post, so the database is asked, this often. */
const LOOK_EVERY_MS = 500;

/** Long polling ends at once for a post that will not change by itself. */
const settled: ReadonlySet<string> = new Set([
  "completed",
  "partially_completed",
  "failed",
  "canceled",
]);

/**
 * Answers a post when something about it changes, or as it is after `waitMs`.
 *
 * @throws ApiError `not_found`.
 */
export async function waitForChange(
  dependencies: PostsDependencies,
  caller: Caller,
  postId: string,
  wait: { readonly ms: number; readonly signal: AbortSignal },
): Promise<PostRecord> {
  const first = await getPost(dependencies, caller, postId);
  if (wait.ms === 0 || isSettled(first)) return first;
  for (let waitedMs = 0; waitedMs < wait.ms && !wait.signal.aborted; waitedMs += LOOK_EVERY_MS) {
    await dependencies.delay(LOOK_EVERY_MS, wait.signal);
    if (await hasChanged(dependencies, first)) break;
  }
  return getPost(dependencies, caller, postId);
}

function isSettled({ deliveries }: PostRecord): boolean {
  return settled.has(postStatus(deliveries.map(({ delivery }) => delivery.status)));
}

async function hasChanged({ database }: PostsDependencies, { post }: PostRecord): Promise<boolean> {
  const { revision } = await database.kysely
    .selectFrom("posts")
    .select("revision")
    .where("id", "=", post.id)
    .executeTakeFirstOrThrow();
  return revision !== post.revision;
}
