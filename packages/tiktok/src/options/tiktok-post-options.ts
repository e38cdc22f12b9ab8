import type { JsonObject, PostOptions, PostOptionsRequest } from "@upload-post/core/connector";
import { z } from "zod";
import { readLiveAccount } from "../creator/live-account";
import { optionSchema } from "./option-schemas";
import { ownerDeclarations } from "./owner-declarations";
import { standardOptionSchema } from "./standard-option-schema";

/** What the owner decides by hand, never preselected (CSG 2b, 2c, 3a). */
const decisions = new Set([
  "privacy_level",
  "allow_comment",
  "allow_duet",
  "allow_stitch",
  "brand_organic",
  "brand_content",
]);

/** The options of a mode, with exactly the privacy levels that the account offers. */
export function tiktokPostOptions(request: PostOptionsRequest): PostOptions {
  const live = readLiveAccount(request.account);
  const schema = optionSchema(request.mode, request.media, live?.privacyLevels ?? null);
  const ownerDecisions = Object.keys(schema.shape).filter((name) => decisions.has(name));
  return {
    schema: standardOptionSchema(schema),
    jsonSchema: toJsonSchema(schema, ownerDecisions, switchedOff(live)),
    ownerDecisions,
    declarations: (options) => (request.mode === "publish" ? ownerDeclarations(options) : []),
  };
}

/** What the account's owner has turned off in TikTok: a form must grey it out (CSG 2c). */
function switchedOff(live: ReturnType<typeof readLiveAccount>): ReadonlySet<string> {
  const disabled = {
    allow_comment: live?.commentDisabled,
    allow_duet: live?.duetDisabled,
    allow_stitch: live?.stitchDisabled,
  };
  return new Set(Object.entries(disabled).flatMap(([name, off]) => (off === true ? [name] : [])));
}

/** What is not said counts as off; but no form may read a preselection out of the owner's decisions. */
function toJsonSchema(
  schema: z.ZodObject,
  ownerDecisions: readonly string[],
  off: ReadonlySet<string>,
): JsonObject {
  const { properties, ...rest } = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
  const shown = Object.entries(properties ?? {}).map(([name, property]) => {
    if (typeof property === "boolean" || !ownerDecisions.includes(name)) return [name, property];
    const { default: _, ...withoutDefault } = property;
    return [name, off.has(name) ? { ...withoutDefault, const: false } : withoutDefault];
  });
  return JSON.parse(JSON.stringify({ ...rest, properties: Object.fromEntries(shown) }));
}
