import { describe, expect, it } from "vitest";
import {
  AuthorizationRequiredError,
  ContentRejectedError,
  isRateLimitError,
  isUploadPostError,
  RateLimitError,
} from "../errors";
import { restoreError, storeError } from "./stored-error";

const platform = { name: "memory", code: "spam", logId: "log-1" };

describe("an error that is written down", () => {
  it("says the same to people and programs when it is read back", () => {
    const error = new ContentRejectedError({
      field: "/text",
      message: "The text is too long.",
      effect: "possible",
      platform,
    });

    const restored = restoreError(JSON.parse(JSON.stringify(storeError(error))));

    expect(isUploadPostError(restored)).toBe(true);
    expect(restored).toMatchObject({
      name: "ContentRejectedError",
      code: "content_rejected",
      message: "The text is too long.",
      retryable: false,
      effect: "possible",
      platform,
      field: "/text",
    });
  });

  it("is still of its kind, with what only that kind has", () => {
    const limited = new RateLimitError({
      window: "daily",
      retryAfterMs: 5,
      limitScope: "account",
      limit: "posts_24h",
      message: "Enough for today.",
    });
    const denied = new AuthorizationRequiredError({
      reason: "scope_missing",
      missingScopes: ["video.publish"],
      message: "Ask the owner again.",
    });

    const restored = restoreError(storeError(limited));
    if (!isRateLimitError(restored)) throw new Error("it is another kind of error now");
    expect(restored).toMatchObject({ retryAfterMs: 5, limitScope: "account", limit: "posts_24h" });
    expect(restoreError(storeError(denied))).toMatchObject({ missingScopes: ["video.publish"] });
  });

  it("keeps nothing of its cause", () => {
    const error = new ContentRejectedError({
      field: null,
      message: "x",
      cause: new Error("a token was here"),
    });

    expect(JSON.stringify(storeError(error))).not.toContain("token");
  });
});
