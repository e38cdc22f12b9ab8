import type { Caller } from "../oauth/bearer";
import { openIdOf, unionIdOf } from "../oauth/open-id";
import type { WireValue } from "../server/wire-json";
import type { World } from "../world/world";

/** One field of user info: the scope that opens it, and its value. */
interface UserField {
  readonly scope: string;
  readonly read: (world: World, caller: Caller) => WireValue;
}

const basic = (read: UserField["read"]): UserField => ({ scope: "user.info.basic", read });
const profile = (read: UserField["read"]): UserField => ({ scope: "user.info.profile", read });
const stats = (read: UserField["read"]): UserField => ({ scope: "user.info.stats", read });

/** Where an avatar of this size can be seen; the address expires on the real service. */
export function avatarUrl(username: string, size: number): string {
  return `https://avatars.tiktok-sandbox.invalid/${size}/${encodeURIComponent(username)}.jpeg`;
}

/** Every field of `/v2/user/info/` (UI). */
export const userFields: Readonly<Record<string, UserField>> = {
  open_id: basic((_, { app, user }) => openIdOf(app.clientKey, user.username)),
  union_id: basic((_, { user }) => unionIdOf(user.username)),
  avatar_url: basic((_, { user }) => avatarUrl(user.username, 168)),
  avatar_url_100: basic((_, { user }) => avatarUrl(user.username, 100)),
  avatar_large_url: basic((_, { user }) => avatarUrl(user.username, 720)),
  display_name: basic((_, { user }) => user.nickname),
  bio_description: profile((_, { user }) => user.bio),
  profile_deep_link: profile((_, { user }) => `https://vm.tiktok.com/${user.username}`),
  profile_web_link: profile((_, { user }) => `https://www.tiktok.com/@${user.username}`),
  is_verified: profile((_, { user }) => user.verified),
  username: profile((_, { user }) => user.username),
  follower_count: stats((_, { user }) => user.followers),
  following_count: stats((_, { user }) => user.following),
  likes_count: stats((_, { user }) => user.likes),
  video_count: stats(
    (world, { user }) =>
      [...world.tasks.values()]
        .filter((task) => task.username === user.username)
        .flatMap((task) => task.posts)
        .filter((post) => post.mediaKind === "video" && post.public).length,
  ),
};
