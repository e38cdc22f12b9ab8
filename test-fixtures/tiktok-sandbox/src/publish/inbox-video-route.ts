import { admitCall } from "../caps/rate-limit";
import { callerOf, requireScope } from "../oauth/bearer";
import { readJsonObject } from "../server/json-body";
import { defineRoute } from "../server/route";
import { answerVideoInit } from "./init-answer";
import { refuseUnknownFields, requiredObject } from "./init-fields";
import { emptyPostInfo } from "./post-info";
import { checkCaps, checkUrlOwnership } from "./posting-gates";
import { parseVideoSource } from "./video-source";

/** A video for the owner's inbox (UP). A `post_info` is ignored without a word (WILD). */
export const inboxVideoRoute = defineRoute({
  method: "POST",
  path: "/v2/post/publish/inbox/video/init/",
  family: "api",
  handle(world, request) {
    const caller = callerOf(world, request);
    requireScope(caller, ["video.upload"]);
    admitCall(world, caller, {
      rule: "inbox.rate_6",
      route: "/v2/post/publish/inbox/video/init/",
      perMinute: 6,
      scope: "user",
    });
    const body = readJsonObject(world, request);
    refuseUnknownFields(world, body, ["post_info", "source_info"], "body");
    const sourceInfo = requiredObject(world, body, "source_info", "source.required");
    const source = parseVideoSource(world, sourceInfo);
    checkCaps(world, caller, "video-inbox");
    checkUrlOwnership(caller, source.source === "PULL_FROM_URL" ? [source.url] : []);
    return answerVideoInit(world, caller, "video-inbox", emptyPostInfo, source);
  },
});
