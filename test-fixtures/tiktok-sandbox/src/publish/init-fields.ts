import type { RuleId } from "../rules/rule-matrix";
import { invalidParamCode, isJsonObject, type JsonObject } from "../server/json-body";
import { ApiRefusal } from "../server/refusals";
import type { World } from "../world/world";

/** The part of an init that a message complains about; the texts were seen live (DP, WILD). */
const messages = {
  post_info: "The request post info is empty or incorrect",
  source_info: "The request source info is empty or incorrect",
  body: "The request parameters are malformed.",
} as const;

/** The part of an init that a message complains about. */
export type InitPart = keyof typeof messages;

/** The 400 for a bad part of an init. */
export function badInit(world: World, rule: RuleId, part: InitPart): ApiRefusal {
  return new ApiRefusal(rule, 400, invalidParamCode(world), messages[part]);
}

/** The object under a name. @throws ApiRefusal when it is missing or no object. */
export function requiredObject(
  world: World,
  body: JsonObject,
  name: "post_info" | "source_info",
  rule: RuleId,
): JsonObject {
  const value = body[name];
  if (!isJsonObject(value)) {
    throw badInit(world, rule, name);
  }
  return value;
}

/** Refuses members nobody knows, by switch. @throws ApiRefusal naming the part. */
export function refuseUnknownFields(
  world: World,
  object: JsonObject,
  known: readonly string[],
  part: InitPart,
): void {
  if (world.switches.unknownFields === "ignore") {
    return;
  }
  if (Object.keys(object).some((name) => !known.includes(name))) {
    throw badInit(world, "init.unknown_fields", part);
  }
}

/** A positive integer, or null. */
export function positiveInteger(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}
