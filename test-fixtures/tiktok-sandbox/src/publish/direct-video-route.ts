import { admitCall } from "../caps/rate-limit";
import { callerOf, requireScope } from "../oauth/bearer";
import { readJsonObject } from "../server/json-body";
import { defineRoute } from "../server/route";
import { answerVideoInit } from "./init-answer";
import { refuseUnknownFields, requiredObject } from "./init-fields";
import { parsePostInfo } from "./post-info";
import { checkAudit, checkCaps, checkPrivacyLevel, checkUrlOwnership } from "./posting-gates";
import { parseVideoSource } from "./video-source";

/** Direct post of a video (DP). The order of checks is the one proposed in reference 10.2. */
export const directVideoRoute = defineRoute({
  method: "POST",
  path: "/v2/post/publish/video/init/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    requireScope(caller, ["video.publish"]);
    admitCall(world, caller, {
      rule: "direct.rate_6",
      route: "/v2/post/publish/video/init/",
      perMinute: 6,
      scope: "user",
    });
    const body = readJsonObject(world, request);
    refuseUnknownFields(world, body, ["post_info", "source_info"], "body");
    const postInfo = requiredObject(world, body, "post_info", "direct.post_info_required");
    const info = parsePostInfo(world, postInfo, "video-direct");
    const sourceInfo = requiredObject(world, body, "source_info", "source.required");
    const source = parseVideoSource(world, sourceInfo);
    checkCaps(world, caller, "video-direct");
    checkAudit(world, caller, info);
    checkPrivacyLevel(caller, info);
    checkUrlOwnership(caller, source.source === "PULL_FROM_URL" ? [source.url] : []);
    return answerVideoInit(world, caller, "video-direct", info, source);
  },
});
