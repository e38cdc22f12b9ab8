import { checkPost, type PostCheck } from "@upload-post/core";
import type { AccountDescription, PostIssue } from "@upload-post/core/connector";
import type { Caller } from "../access/caller";
import { ApiError, unknownReference } from "../http/api-error";
import type { PostRequest, PostTarget } from "./post-request";
import type { PostableConnection, PostableMedia, PostsDependencies } from "./posts-dependencies";

/** One target with everything that was found out about it. */
export type ResolvedTarget = {
  readonly target: PostTarget;
  readonly connection: PostableConnection;
  readonly account: AccountDescription | null;
  readonly title: string | null;
  readonly text: string | null;
  readonly check: PostCheck;
};

/** A post whose references exist; whether it may be posted is in the checks. */
export type ResolvedPost = {
  readonly media: readonly PostableMedia[];
  readonly targets: readonly ResolvedTarget[];
};

/**
 * Looks up what a request refers to and makes every check that needs no effect.
 *
 * @throws ApiError `unknown_reference`, `key_limit_exceeded`, and whatever stands in a connection's way.
 */
export async function resolvePost(
  dependencies: PostsDependencies,
  caller: Caller,
  request: PostRequest,
): Promise<ResolvedPost> {
  const connections = await findConnections(dependencies, caller, request);
  const media = await findMedia(dependencies, caller, request);
  const targets: ResolvedTarget[] = [];
  for (const [index, target] of request.targets.entries()) {
    const connection = connections[index];
    if (connection === undefined) continue;
    await dependencies.requireUsable(caller.tenantId, connection.id, target.mode);
    const account = await dependencies.describeAccount(caller.tenantId, connection.id);
    const title = target.title ?? request.title ?? null;
    const text = target.text ?? request.text ?? null;
    const kind = media[0]?.facts.kind ?? "video";
    const { mode } = target;
    const { ownerDecisions } = connection.connector.options({ mode, media: kind, account });
    const check = await checkPost({
      connector: connection.connector,
      mode,
      media: media.map(({ facts }) => facts),
      title,
      text,
      options: target.options ?? {},
      account,
      undecided: request.review === "owner" && mode === "publish" ? ownerDecisions : [],
    });
    targets.push({ target, connection, account, title, text, check });
  }
  return { media, targets };
}

async function findConnections(
  dependencies: PostsDependencies,
  caller: Caller,
  request: PostRequest,
): Promise<readonly PostableConnection[]> {
  const found: PostableConnection[] = [];
  const seen = new Map<string, number>();
  for (const [index, target] of request.targets.entries()) {
    const path = `/targets/${index}/connection`;
    const connection = await dependencies.findConnection(caller.tenantId, target.connection);
    if (connection === null) throw unknownReference(path, "connection");
    requireAllowed(caller, connection, path);
    const key = `${connection.id} ${target.mode}`;
    if (seen.has(key)) {
      throw new ApiError("content_rejected", {
        detail: `Two targets name the same account in the same mode (/targets/${seen.get(key)} and ${path}). Name each once.`,
        errors: [{ path, message: "Is named by another target too." }],
      });
    }
    seen.set(key, index);
    found.push(connection);
  }
  return found;
}

function requireAllowed(caller: Caller, connection: PostableConnection, path: string): void {
  const { users, platforms } = caller.limits;
  const allowed =
    (users === null || users.includes(connection.user)) &&
    (platforms === null || platforms.includes(connection.platform));
  if (allowed) return;
  throw new ApiError("key_limit_exceeded", {
    detail: `This API key may not post to the account at ${path}. Use a key whose limits include it.`,
    errors: [{ path, message: "Is outside the key's limits." }],
  });
}

async function findMedia(
  dependencies: PostsDependencies,
  caller: Caller,
  request: PostRequest,
): Promise<readonly PostableMedia[]> {
  const found = await dependencies.findMedia(caller.tenantId, request.media);
  return found.map((media, index) => {
    if (media === null) throw unknownReference(`/media/${index}`, "ready media");
    return media;
  });
}

/** A finding with its path as the caller wrote the request. */
export function placeIssue(issue: PostIssue, targetIndex: number, target: PostTarget): PostIssue {
  const field = issue.path.slice(1).split("/")[0] ?? "";
  if (field === "media") return issue;
  const overridden = field === "text" ? target.text : target.title;
  const shared = (field === "text" || field === "title") && (overridden ?? null) === null;
  return shared ? issue : { ...issue, path: `/targets/${targetIndex}${issue.path}` };
}
