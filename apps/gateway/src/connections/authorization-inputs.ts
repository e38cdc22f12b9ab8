import type { AuthorizationInput, Connector } from "@upload-post/core/connector";
import { ApiError, type FieldError } from "../http/api-error";

/**
 * What the platform must know before consent can begin (an instance, a handle), checked against what
 * its connector asks for. Most platforms ask for nothing.
 *
 * @throws ApiError `invalid_request` naming what is missing, unknown or of the wrong form.
 */
export function checkAuthorizationInputs(
  { capabilities, displayName }: Connector,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const declared = capabilities.authorizationInputs;
  const errors: FieldError[] = Object.keys(given)
    .filter((name) => !declared.some((input) => input.name === name))
    .map((name) => ({ path: `/inputs/${name}`, message: "This platform does not ask for it." }));
  const checked: [string, string][] = [];
  for (const input of declared) {
    const value = Object.hasOwn(given, input.name) ? given[input.name] : undefined;
    const problem = problemWith(input, value);
    if (problem !== null) errors.push({ path: `/inputs/${input.name}`, message: problem });
    else checked.push([input.name, normalise(input, value ?? "")]);
  }
  if (errors.length === 0) return Object.fromEntries(checked);
  throw new ApiError("invalid_request", {
    detail: `The inputs are not what ${displayName} needs to begin; see errors.`,
    errors,
  });
}

function problemWith(input: AuthorizationInput, value: string | undefined): string | null {
  if (value === undefined || value.trim() === "") return `Is needed: ${input.label}.`;
  if (input.kind !== "origin") return null;
  const url = URL.canParse(value) ? new URL(value) : null;
  const isOrigin =
    url !== null &&
    (url.protocol === "https:" || url.protocol === "http:") &&
    url.href === `${url.origin}/`;
  return isOrigin ? null : "Is not an origin; write it like https://social.example.com.";
}

function normalise({ kind }: AuthorizationInput, value: string): string {
  return kind === "origin" ? new URL(value).origin : value.trim();
}
