import { authorizeRoute } from "../authorize/authorize-route";
import { decideRoute } from "../authorize/decide-route";
import { revokeRoute } from "../oauth/revoke-route";
import { tokenRoute } from "../oauth/token-route";
import { cancelRoute } from "../publish/cancel-route";
import { creatorInfoRoute } from "../publish/creator-info-route";
import { directVideoRoute } from "../publish/direct-video-route";
import { inboxVideoRoute } from "../publish/inbox-video-route";
import { photoRoute } from "../publish/photo-route";
import { statusRoute } from "../publish/status-route";
import { userInfoRoute } from "../user/user-info-route";
import { videoListRoute } from "../user/video-list-route";
import { videoQueryRoute } from "../user/video-query-route";
import type { Route } from "./route";

/** Everything TikTok serves here; the upload host has its own handler. */
export const routes: readonly Route[] = [
  authorizeRoute,
  decideRoute,
  tokenRoute,
  revokeRoute,
  userInfoRoute,
  videoListRoute,
  videoQueryRoute,
  creatorInfoRoute,
  directVideoRoute,
  inboxVideoRoute,
  photoRoute,
  statusRoute,
  cancelRoute,
];
