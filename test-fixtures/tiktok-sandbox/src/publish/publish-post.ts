import { openIdOf } from "../oauth/open-id";
import { emitWebhook, type WebhookEvent } from "../webhooks/emit-webhook";
import { isUnaudited } from "../world/developer-app";
import type { World } from "../world/world";
import { publishTypeOf } from "./end-task";
import { isInbox, isPhoto, type PublishTask, type TiktokPost } from "./publish-task";

/** Puts a post on the profile: directly, or because the owner posted a draft (ST). */
export function publishPost(
  world: World,
  task: PublishTask,
  wantedPrivacy: string,
  at: number,
): TiktokPost {
  const post: TiktokPost = {
    id: world.ids.postId(),
    createdAt: at,
    title: task.postInfo.title,
    mediaKind: isPhoto(task.kind) ? "photo" : "video",
    video: task.video,
    privacyLevel: allowedPrivacy(world, task, wantedPrivacy),
    moderatedAt: null,
    public: false,
  };
  task.posts.push(post);
  task.status = "PUBLISH_COMPLETE";
  tell(world, task, "post.publish.complete", {}, at);
  if (post.privacyLevel === "PUBLIC_TO_EVERYONE" && !isPrivate(world, task)) {
    moderate(world, task, post, at);
  }
  return post;
}

/** Sends a public post through moderation; only then its id is told (ST). */
export function moderate(world: World, task: PublishTask, post: TiktokPost, at: number): void {
  const effect = world.faults.takeForTask(["late-post-id", "no-post-id"]);
  if (effect?.kind === "no-post-id") {
    return;
  }
  const delayMs = effect?.kind === "late-post-id" ? effect.ms : world.switches.moderationMs;
  world.agenda.at(at + delayMs, `moderation of post ${post.id} ends`, (dueAt) => {
    if (post.privacyLevel !== "PUBLIC_TO_EVERYONE") {
      return;
    }
    post.moderatedAt = dueAt;
    post.public = true;
    const event = `post.publish.${world.switches.webhookPublicSpelling}` as const;
    tell(world, task, event, postIdContent(world, post), dueAt);
  });
}

/** Takes a post out of public view (ST); the event's spelling is TikTok's own. */
export function hidePost(world: World, task: PublishTask, post: TiktokPost, at: number): void {
  const wasPublic = post.public;
  post.privacyLevel = "SELF_ONLY";
  post.public = false;
  if (wasPublic) {
    const content = postIdContent(world, post);
    tell(world, task, "post.publish.no_longer_publicaly_available", content, at);
  }
}

function postIdContent(world: World, post: TiktokPost): { post_id: bigint | string } {
  return { post_id: world.switches.webhookPostId === "number" ? post.id : String(post.id) };
}

function tell(
  world: World,
  task: PublishTask,
  event: WebhookEvent,
  extra: { post_id?: bigint | string },
  at: number,
): void {
  emitWebhook(world, {
    clientKey: task.clientKey,
    event,
    openId: openIdOf(task.clientKey, task.username),
    content: { publish_id: task.publishId, ...extra, publish_type: publishTypeOf(task) },
    at,
  });
}

// An unaudited app's direct posts are only for the owner; a draft is the owner's own post (WILD).
function allowedPrivacy(world: World, task: PublishTask, wanted: string): string {
  const app = world.apps.get(task.clientKey);
  const restricted = app !== undefined && isUnaudited(app) && !isInbox(task.kind);
  return restricted ? "SELF_ONLY" : wanted;
}

function isPrivate(world: World, task: PublishTask): boolean {
  return world.users.get(task.username)?.privateAccount ?? true;
}
