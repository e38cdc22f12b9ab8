import { PlatformUnavailableError, RateLimitError } from "@upload-post/core/errors";
import { describe, expect, it } from "vitest";
import { ApiError } from "./api-error";
import { errorCodes } from "./error-codes";
import { toApiError, toProblem } from "./error-response";
import { problemSchema } from "./problem";

const platform = { name: "acme", code: "slow_down", logId: "log-1" };

describe("toProblem", () => {
  it("describes a limit of a platform with how long to wait", () => {
    const error = new RateLimitError({
      message: "Acme takes six posts a minute; wait.",
      window: "burst",
      retryAfterMs: 1_200,
      limitScope: "account",
      platform,
    });

    expect(toProblem(toApiError(error))).toMatchObject({
      status: 429,
      code: "rate_limited",
      retryable: true,
      retry_after_s: 2,
      outcome: "not_published",
      platform: { name: "acme", code: "slow_down", log_id: "log-1" },
    });
  });

  it("says that an outcome is unknown when an answer was lost", () => {
    const error = new PlatformUnavailableError({ message: "No answer.", effect: "possible" });

    expect(toProblem(toApiError(error))).toMatchObject({ status: 503, outcome: "unknown" });
  });

  it("tells nothing about an error of somebody else", () => {
    const error = new Error("connect to postgres://user:password@host failed");

    expect(JSON.stringify(toProblem(toApiError(error)))).not.toMatch(/password|postgres/);
    expect(toProblem(toApiError(error))).toMatchObject({ status: 500, code: "internal_error" });
  });

  it("gives every code of the list a problem of the documented shape", () => {
    for (const code of Object.keys(errorCodes)) {
      const error = new ApiError(code as keyof typeof errorCodes, { detail: "Because." });
      const problem = { ...toProblem(error), request_id: "req_1" };
      expect(problemSchema.strict().parse(problem)).toEqual(problem);
    }
  });
});
