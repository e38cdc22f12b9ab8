import { admitCall } from "../caps/rate-limit";
import { callerOf, requireScope } from "../oauth/bearer";
import {
  invalidParamCode,
  isJsonObject,
  type JsonObject,
  readJsonObject,
} from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import { defineRoute } from "../server/route";
import type { World } from "../world/world";
import { answerPullInit } from "./init-answer";
import { refuseUnknownFields, requiredObject } from "./init-fields";
import { parsePhotoSource } from "./photo-source";
import { parsePostInfo } from "./post-info";
import { checkAudit, checkCaps, checkPrivacyLevel, checkUrlOwnership } from "./posting-gates";
import { requireRecentApp } from "./recent-app";

/** Photos, posted directly or sent to the inbox (PH). */
export const photoRoute = defineRoute({
  method: "POST",
  path: "/v2/post/publish/content/init/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    requireScope(caller, scopesFor(request.body));
    admitCall(world, caller, {
      rule: "photo.rate_6",
      route: "/v2/post/publish/content/init/",
      perMinute: 6,
      scope: "user",
    });
    const body = readJsonObject(world, request);
    const direct = parseMode(world, body) === "DIRECT_POST";
    const kind = direct ? "photo-direct" : "photo-inbox";
    const known = ["media_type", "post_mode", "post_info", "source_info"];
    refuseUnknownFields(world, body, known, "body");
    const postInfo = requiredObject(world, body, "post_info", "photo.post_info_required");
    const info = parsePostInfo(world, postInfo, kind);
    const sourceInfo = requiredObject(world, body, "source_info", "source.required");
    const { urls, coverIndex } = parsePhotoSource(world, sourceInfo);
    if (!direct) requireRecentApp(caller.user);
    checkCaps(world, caller, kind);
    if (direct) {
      checkAudit(world, caller, info);
      checkPrivacyLevel(caller, info);
    }
    checkUrlOwnership(caller, urls);
    return answerPullInit(world, caller, kind, { ...info, coverIndex }, urls);
  },
});

// The scope depends on the mode, and is checked before anything else in the body is (PH).
function scopesFor(text: string): string[] {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return ["video.publish", "video.upload"];
  }
  const mode = isJsonObject(body) ? body.post_mode : undefined;
  if (mode === "DIRECT_POST") return ["video.publish"];
  if (mode === "MEDIA_UPLOAD") return ["video.upload"];
  return ["video.publish", "video.upload"];
}

function parseMode(world: World, body: JsonObject): "DIRECT_POST" | "MEDIA_UPLOAD" {
  const mode = body.post_mode;
  if (body.media_type !== "PHOTO" || (mode !== "DIRECT_POST" && mode !== "MEDIA_UPLOAD")) {
    throw new ApiRefusal(
      "photo.media_type_and_mode",
      400,
      invalidParamCode(world),
      "Invalid media_type or post_mode",
    );
  }
  return mode;
}
