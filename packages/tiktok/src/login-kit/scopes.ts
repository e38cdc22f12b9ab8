import { UnsupportedError } from "@upload-post/core/errors";

/** What every connection asks for: identification (section 8). */
export const identityScopes = ["user.info.basic"] as const;

/** Every scope the connector may ask for, in words for the owner (pages SC, SR). */
export const tiktokScopes = [
  { scope: "user.info.basic", purpose: "See your name and picture on TikTok" },
  { scope: "video.publish", purpose: "Post videos and photos to your TikTok profile" },
  { scope: "video.upload", purpose: "Send drafts to your TikTok inbox, for you to finish" },
] as const;

/** The scopes of status and cancel: one of the two is enough (section 4). */
export const anyPostingScope = ["video.upload", "video.publish"] as const;

/**
 * The scopes to ask for: those wanted plus identification, each once.
 *
 * @throws UnsupportedError for a scope that the connector does not know.
 */
export function scopesToRequest(wanted: readonly string[]): readonly string[] {
  const known = new Set<string>(tiktokScopes.map(({ scope }) => scope));
  const unknown = wanted.filter((scope) => !known.has(scope));
  if (unknown.length > 0) {
    throw new UnsupportedError({
      message: `The TikTok connector does not ask for ${unknown.join(", ")}. Ask for some of ${[...known].join(", ")}.`,
    });
  }
  return [...new Set([...identityScopes, ...wanted])];
}

/** Splits TikTok's comma list (LKW, 2.1). */
export function splitScopes(list: string): readonly string[] {
  return list
    .split(",")
    .map((scope) => scope.trim())
    .filter((scope) => scope !== "");
}
