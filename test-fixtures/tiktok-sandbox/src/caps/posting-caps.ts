import { isInbox, type PublishTask } from "../publish/publish-task";
import { type DeveloperApp, isUnaudited } from "../world/developer-app";
import type { TiktokUser } from "../world/tiktok-user";
import type { World } from "../world/world";

const DAY_MS = 24 * 3_600_000;
const UPLOAD_URL_MS = 3_600_000;

// CSG: at most five users of an unaudited client may post in 24 hours.
const UNAUDITED_USER_CAP = 5;

/** Direct posts of the creator in the last 24 h through any app, abandoned and failed ones aside (CSG). */
export function directPostsToday(world: World, user: TiktokUser): number {
  return recentTasks(world).filter(
    (task) => task.username === user.username && !isInbox(task.kind) && countsAsPost(world, task),
  ).length;
}

/** Drafts that the owner has neither posted nor thrown away (UP). */
export function pendingShares(world: World, user: TiktokUser): number {
  const tasks =
    world.switches.pendingSlots === "24h" ? recentTasks(world) : [...world.tasks.values()];
  return tasks.filter(
    (task) =>
      task.username === user.username &&
      isInbox(task.kind) &&
      task.posts.length === 0 &&
      !task.discarded &&
      countsAsPost(world, task),
  ).length;
}

/** Whether one more user of the app would exceed its cap of posting users in 24 h (CSG, DP). */
export function isActiveUserCapReached(world: World, app: DeveloperApp, user: TiktokUser): boolean {
  const active = new Set(
    recentTasks(world)
      .filter(
        (task) =>
          task.clientKey === app.clientKey &&
          (!isInbox(task.kind) || world.switches.inboxCountsAsActiveUser),
      )
      .map((task) => task.username),
  );
  const cap = isUnaudited(app) ? UNAUDITED_USER_CAP : app.activeUserCap;
  return !active.has(user.username) && active.size >= cap;
}

function recentTasks(world: World): PublishTask[] {
  const since = world.clock.now() - DAY_MS;
  return [...world.tasks.values()].filter((task) => task.createdAt > since);
}

// An upload URL that expired unused can no longer become a post.
function countsAsPost(world: World, task: PublishTask): boolean {
  const abandoned =
    task.committedAt === null && world.clock.now() >= task.createdAt + UPLOAD_URL_MS;
  return task.status !== "FAILED" && !abandoned;
}
