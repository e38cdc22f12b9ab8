import type { Connector } from "@upload-post/core/connector";
import { ApiError } from "../http/api-error";

/**
 * The scopes to ask the owner for: those that were named, or all that the connector's modes need.
 * Identification is always among them.
 *
 * @param asked the caller's list; `null` for the default
 * @throws ApiError `invalid_scope` naming every scope that the platform does not have.
 */
export function requestedScopes(
  { capabilities, displayName }: Connector,
  asked: readonly string[] | null,
): readonly string[] {
  const known = new Set(capabilities.scopes.map(({ scope }) => scope));
  const unknown = (asked ?? []).flatMap((scope, index) => (known.has(scope) ? [] : [index]));
  if (unknown.length > 0) {
    throw new ApiError("invalid_scope", {
      detail: `${displayName} has no such scope, or this gateway does not use it. It may be asked for: ${[...known].join(", ")}.`,
      errors: unknown.map((index) => ({
        path: `/scopes/${index}`,
        message: "Is not a scope of this platform.",
      })),
    });
  }
  const needed = asked ?? capabilities.modes.flatMap((mode) => capabilities.requiredScopes[mode]);
  return [...new Set([...capabilities.identityScopes, ...needed])];
}
