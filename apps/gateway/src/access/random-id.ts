import { randomBytes } from "node:crypto";

/** The prefixes of the API's ids; `pwh` is never shown. */
export type IdPrefix = "ten" | "key" | "con" | "med" | "post" | "dlv" | "whk" | "msg" | "pwh";

/** Makes an id like `key_…` with 120 random bits in characters that are safe everywhere. */
export function randomId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(15).toString("base64url").replaceAll("-", "0").replaceAll("_", "1")}`;
}
