import type { Caller } from "../access/caller";
import { getPost } from "./find-posts";
import { isSettled } from "./is-settled";
import type { PostsDependencies } from "./posts-dependencies";
import type { PostRecord } from "./to-post-body";

/** Any replica may change a post, so the database is asked, this often. */
const LOOK_EVERY_MS = 500;

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
  // A post that will not change by itself is not waited for.
  if (wait.ms === 0 || isSettled(first.deliveries.map(({ delivery }) => delivery.status))) {
    return first;
  }
  const signal = AbortSignal.any([wait.signal, dependencies.draining]);
  for (let waitedMs = 0; waitedMs < wait.ms && !signal.aborted; waitedMs += LOOK_EVERY_MS) {
    await dependencies.delay(LOOK_EVERY_MS, signal);
    if (await hasChanged(dependencies, first)) break;
  }
  return getPost(dependencies, caller, postId);
}

async function hasChanged({ database }: PostsDependencies, { post }: PostRecord): Promise<boolean> {
  const { revision } = await database.kysely
    .selectFrom("posts")
    .select("revision")
    .where("id", "=", post.id)
    .executeTakeFirstOrThrow();
  return revision !== post.revision;
}
