import type { Json } from "../../connector";
import {
  AccountRestrictedError,
  AuthorizationRequiredError,
  ContentRejectedError,
  MediaRejectedError,
  PlatformContractError,
  PlatformUnavailableError,
  RateLimitError,
  type UploadPostError,
} from "../../errors";
import type { MemoryAnswer } from "./memory-wire";

type Details = { readonly name: string; readonly code: string | null; readonly logId: null };

/** The memory platform's codes to our errors: one table, keyed by exact code. */
const table: Record<string, (platform: Details, body: Json) => UploadPostError> = {
  token_invalid: (platform) =>
    new AuthorizationRequiredError({
      platform,
      reason: "expired",
      message: "The memory platform no longer takes the access token. Refresh the credential.",
    }),
  grant_invalid: (platform) =>
    new AuthorizationRequiredError({
      platform,
      reason: "revoked",
      message: "The owner's grant is gone. Connect the account again.",
    }),
  code_invalid: (platform) =>
    new AuthorizationRequiredError({
      platform,
      reason: "denied",
      message: "The code of the consent does not fit. Start the connection anew.",
    }),
  scope_missing: (platform) =>
    new AuthorizationRequiredError({
      platform,
      reason: "scope_missing",
      missingScopes: ["post"],
      message: "The owner did not allow posting. Connect the account again and allow it.",
    }),
  too_fast: (platform, body) =>
    new RateLimitError({
      platform,
      window: "burst",
      limitScope: "account",
      retryAfterMs: retryAfterOf(body),
      message: "The memory platform asks to slow down. Wait, then repeat.",
    }),
  text_too_long: (platform) =>
    new ContentRejectedError({
      platform,
      field: "/text",
      message: "The text is longer than 100 characters. Shorten it and post again.",
    }),
  cannot_fetch: (platform) =>
    new MediaRejectedError({
      platform,
      rule: "not_reachable",
      message: "The memory platform could not fetch the media. Check the public address.",
    }),
  account_blocked: (platform) =>
    new AccountRestrictedError({
      platform,
      message: "The account is blocked. Its owner must settle that with the memory platform.",
    }),
  internal: (platform) =>
    new PlatformUnavailableError({
      platform,
      effect: "possible",
      message: "The memory platform had a fault of its own. Repeat later.",
    }),
};

/** The error of an answer with a code. */
export function memoryErrorOf({ code, body }: MemoryAnswer): UploadPostError {
  const platform = { name: "memory", code, logId: null };
  const make = code === null ? undefined : table[code];
  return make?.(platform, body) ?? memoryContractError(code);
}

/** The error of an answer that the platform's documentation does not describe. */
export function memoryContractError(code: string | null): UploadPostError {
  return new PlatformContractError({
    platform: { name: "memory", code, logId: null },
    effect: "possible",
    message: "The memory platform answered something unknown. Report it with the platform's code.",
  });
}

function retryAfterOf(body: Json): number {
  const isObject = typeof body === "object" && body !== null && "retryAfterMs" in body;
  return isObject ? Number(body.retryAfterMs) : 1000;
}
