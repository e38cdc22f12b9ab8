import type { World } from "../world/world";
import type { SandboxRequest } from "./exchange";
import { ApiRefusal } from "./refusals";

/** A JSON object as received. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The code for bad parameters; its spelling is a switch (docs and live differ). */
export function invalidParamCode(world: World): string {
  return world.switches.invalidParamSpelling;
}

/**
 * Reads a JSON object; an empty body is `{}`, as creator info takes (CI).
 * @throws ApiRefusal 400 for another content type, or for anything but a JSON object.
 */
export function readJsonObject(world: World, request: SandboxRequest): JsonObject {
  const type = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new ApiRefusal(
      "api.json_content_type",
      400,
      invalidParamCode(world),
      "The Content-Type must be application/json; charset=UTF-8",
    );
  }
  const value = parse(request.body.trim() === "" ? "{}" : request.body);
  if (!isJsonObject(value)) {
    throw new ApiRefusal(
      "api.json_object",
      400,
      invalidParamCode(world),
      "The request body is not a JSON object",
    );
  }
  return value;
}

/** Whether a value is a JSON object. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
