import { admitCall } from "../caps/rate-limit";
import { type Caller, callerOf, requireScope } from "../oauth/bearer";
import type { TiktokPost } from "../publish/publish-task";
import type { RuleId } from "../rules/rule-matrix";
import type { SandboxRequest } from "../server/exchange";
import { invalidParamCode } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import type { WireValue } from "../server/wire-json";
import type { World } from "../world/world";

type FieldReader = (post: TiktokPost, caller: Caller) => WireValue;

const shareUrl: FieldReader = (post, { user }) =>
  `https://www.tiktok.com/@${user.username}/${post.mediaKind}/${post.id}`;
const embedLink: FieldReader = (post) => `https://www.tiktok.com/player/v1/${post.id}`;

/** The fields of a listed post; here, unlike in status, the id is a string. */
const videoFields: Readonly<Record<string, FieldReader>> = {
  id: (post) => String(post.id),
  create_time: (post) => Math.floor(post.createdAt / 1000),
  cover_image_url: (post) => `https://covers.tiktok-sandbox.invalid/${post.id}.jpeg`,
  share_url: shareUrl,
  video_description: (post) => post.title,
  title: (post) => post.title,
  duration: (post) => Math.round(post.video?.durationSeconds ?? 0),
  height: (post) => post.video?.height ?? 0,
  width: (post) => post.video?.width ?? 0,
  embed_html: (post, caller) => `<blockquote cite="${shareUrl(post, caller)}"></blockquote>`,
  embed_link: embedLink,
  // Nobody but the owner lives in the sandbox, so nobody has looked yet.
  like_count: () => 0,
  comment_count: () => 0,
  share_count: () => 0,
  view_count: () => 0,
};

/** A call to the Display API that passed bearer, scope, rate and fields. */
export interface DisplayCall {
  readonly caller: Caller;
  /** The caller's public posts, newest first. */
  readonly posts: readonly TiktokPost[];
  readonly present: (post: TiktokPost) => WireValue;
}

/** Admits a Display API call: scope `video.list`, 600 a minute (RL), `fields` in the query. */
export function beginDisplayCall(
  world: World,
  request: SandboxRequest,
  limit: { rule: RuleId; route: string },
): DisplayCall {
  const caller = callerOf(world, request);
  requireScope(caller, ["video.list"]);
  admitCall(world, caller, { ...limit, perMinute: 600, scope: world.switches.readQuota });
  const names = (request.url.searchParams.get("fields") ?? "").split(",");
  if (names.some((name) => videoFields[name] === undefined)) {
    throw new ApiRefusal(
      "display.fields_in_query",
      400,
      invalidParamCode(world),
      "Fields is required in the query and must be known",
    );
  }
  const posts = [...world.tasks.values()]
    .filter((task) => task.username === caller.user.username)
    .flatMap((task) => task.posts)
    .filter((post) => post.public)
    .sort((left, right) => right.createdAt - left.createdAt || (right.id > left.id ? 1 : -1));
  return {
    caller,
    posts,
    present: (post) =>
      Object.fromEntries(names.map((name) => [name, videoFields[name]?.(post, caller) ?? null])),
  };
}
