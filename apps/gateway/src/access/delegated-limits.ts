import { ApiError } from "../http/api-error";
import type { Caller, KeyLimits } from "./caller";

/**
 * The limits of a key that `caller` makes: those asked for, and nowhere wider than the caller's own,
 * which also apply where nothing was asked for.
 *
 * @throws ApiError `key_limit_exceeded` when more was asked for than the caller has.
 */
export function delegatedLimits(caller: Caller, asked: KeyLimits): KeyLimits {
  const own = caller.limits;
  return {
    users: narrowList("users", own.users, asked.users),
    platforms: narrowList("platforms", own.platforms, asked.platforms),
    postsPerDay: narrow("posts_per_day", own.postsPerDay, asked.postsPerDay),
    expiresAt: narrow("expires_at", own.expiresAt, asked.expiresAt),
  };
}

function narrowList(
  name: string,
  own: readonly string[] | null,
  asked: readonly string[] | null,
): readonly string[] | null {
  if (own === null) return asked;
  if (asked === null) return own;
  if (asked.every((entry) => own.includes(entry))) return asked;
  throw wider(name);
}

function narrow<Value extends number | Date>(
  name: string,
  own: Value | null,
  asked: Value | null,
): Value | null {
  if (own === null) return asked;
  if (asked === null) return own;
  if (asked <= own) return asked;
  throw wider(name);
}

function wider(name: string): ApiError {
  const path = `/limits/${name}`;
  return new ApiError("key_limit_exceeded", {
    detail: `The new key would be limited less than the key that makes it (${path}). Ask for no more than that key has.`,
    errors: [{ path, message: "Is wider than the limit of the key that makes it." }],
  });
}
