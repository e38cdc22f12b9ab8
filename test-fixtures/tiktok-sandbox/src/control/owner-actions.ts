import { disconnect, type RemovalReason } from "../oauth/disconnect";
import { isInProgress } from "../publish/end-task";
import { hidePost, moderate, publishPost } from "../publish/publish-post";
import { isInbox, type PublishTask, type TiktokPost } from "../publish/publish-task";
import { addUser, findUser } from "../world/portal";
import { PortalError } from "../world/portal-error";
import type { World } from "../world/world";

/** What an account's owner does in the TikTok app. */
export interface OwnerActions {
  /** Posts a draft from the inbox; a draft can be posted several times. Answers the post's id. */
  postDraft(publishId: string, privacyLevel?: string): string;
  /** Throws a draft away, which frees its slot. */
  discardDraft(publishId: string): void;
  /** Opens a post to everyone; only a public account can. */
  makePostPublic(postId: string): void;
  /** Closes a post to everyone but its owner. */
  makePostPrivate(postId: string): void;
  /**
   * Removes the app under "connected apps", or lets TikTok end the authorisation for another
   * reason. Answers whether it was connected.
   */
  disconnectApp(username: string, clientKey: string, reason?: RemovalReason): boolean;
  /** TikTok bans the account from posting. */
  ban(username: string): void;
  /** Deletes the account: every app loses it. */
  deleteAccount(username: string): void;
}

/** Makes the owner's hands in a world. Every action throws PortalError when its object is not there. */
export function createOwnerActions(world: () => World): OwnerActions {
  return {
    postDraft(publishId, privacyLevel = "PUBLIC_TO_EVERYONE") {
      const task = findDraft(world(), publishId);
      const post = publishPost(world(), task, privacyLevel, world().clock.now());
      return String(post.id);
    },
    discardDraft(publishId) {
      findDraft(world(), publishId).discarded = true;
    },
    makePostPublic(postId) {
      const { task, post } = findPost(world(), postId);
      if (findUser(world(), task.username).privateAccount) {
        throw new PortalError("A private account cannot open a post to everyone.");
      }
      post.privacyLevel = "PUBLIC_TO_EVERYONE";
      moderate(world(), task, post, world().clock.now());
    },
    makePostPrivate(postId) {
      const { task, post } = findPost(world(), postId);
      hidePost(world(), task, post, world().clock.now());
    },
    disconnectApp(username, clientKey, reason = "userDisconnected") {
      findUser(world(), username);
      return disconnect(world(), clientKey, username, reason);
    },
    ban(username) {
      addUser(world(), { ...findUser(world(), username), banned: true });
    },
    deleteAccount(username) {
      addUser(world(), { ...findUser(world(), username), deleted: true });
      for (const clientKey of world().apps.keys()) {
        disconnect(world(), clientKey, username, "accountDeleted");
      }
    },
  };
}

function findDraft(world: World, publishId: string): PublishTask {
  const task = world.tasks.get(publishId);
  if (task === undefined || !isInbox(task.kind)) {
    throw new PortalError(`There is no draft ${publishId.slice(0, 64)}.`);
  }
  if (isInProgress(task) || task.status === "FAILED" || task.discarded) {
    throw new PortalError(`The draft ${publishId.slice(0, 64)} is not in the inbox.`);
  }
  return task;
}

function findPost(world: World, postId: string): { task: PublishTask; post: TiktokPost } {
  for (const task of world.tasks.values()) {
    const post = task.posts.find((one) => String(one.id) === postId);
    if (post !== undefined) {
      return { task, post };
    }
  }
  throw new PortalError(`There is no post ${postId.slice(0, 32)}.`);
}
