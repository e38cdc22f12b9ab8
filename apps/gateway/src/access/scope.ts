/** What an API key may be allowed to do. */
export const scopes = [
  "connections",
  "media",
  "posts",
  "publish:unreviewed",
  "webhooks",
  "admin",
] as const;

/** One of {@link scopes}. */
export type Scope = (typeof scopes)[number];

/** True when `text` is a scope. */
export function isScope(text: string): text is Scope {
  return scopes.some((scope) => scope === text);
}
