import { ApiRefusal } from "../server/refusals";
import type { TiktokUser } from "../world/tiktok-user";

// PH: photo drafts need TikTok 31.8 on the owner's phone.
const NEEDED_MAJOR = 31;
const NEEDED_MINOR = 8;

/** @throws ApiRefusal 400 `app_version_check_failed` when the owner's TikTok app is too old. */
export function requireRecentApp(user: TiktokUser): void {
  const [major = 0, minor = 0] = user.appVersion.split(".").map(Number);
  if (major < NEEDED_MAJOR || (major === NEEDED_MAJOR && minor < NEEDED_MINOR)) {
    throw new ApiRefusal(
      "photo.app_version_31_8",
      400,
      "app_version_check_failed",
      "The version of the user's TikTok app is lower than the required version.",
    );
  }
}
