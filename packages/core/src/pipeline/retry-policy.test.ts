import { describe, expect, it } from "vitest";
import {
  AccountRestrictedError,
  AuthorizationRequiredError,
  ContentRejectedError,
  PlatformContractError,
  PlatformUnavailableError,
  RateLimitError,
  StorageUnavailableError,
  type UploadPostError,
} from "../errors";
import { backoffMs, decideRetry, type RetryRecord } from "./retry-policy";
import { emptyLedger, type WaitLedger } from "./wait-ledger";

const now = new Date("2026-11-01T00:00:00Z");
const hourMs = 3_600_000;
const message = "x";

function decide(
  error: UploadPostError,
  before: { readonly retry?: RetryRecord; readonly waits?: WaitLedger } = {},
) {
  return decideRetry({
    error,
    retry: before.retry ?? null,
    waits: before.waits ?? emptyLedger(),
    now,
    random: () => 0.5,
  });
}

function waitMs(decision: ReturnType<typeof decide>): number {
  if (decision.kind !== "wait") throw new Error("a wait was expected");
  return decision.until.getTime() - now.getTime();
}

const limit = (window: "burst" | "daily", retryAfterMs: number) =>
  new RateLimitError({ window, retryAfterMs, limitScope: "account", message });

describe("the retry policy", () => {
  it("doubles from one second to five minutes, spread by a fifth", () => {
    const middle = [0, 1, 2, 8, 9, 500].map((count) => backoffMs(count, () => 0.5));
    expect(middle).toEqual([1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
    expect(backoffMs(0, () => 0)).toBe(800);
    expect(backoffMs(0, () => 0.999_999)).toBe(1_200);
  });

  it.each([
    ["an outage", new PlatformUnavailableError({ message }), "platform_unavailable", 1_000],
    [
      "an outage that names a time",
      new PlatformUnavailableError({ message, retryAfterMs: 90_000 }),
      "platform_unavailable",
      90_000,
    ],
    [
      "a storage that is down",
      new StorageUnavailableError({ message }),
      "platform_unavailable",
      1_000,
    ],
    ["a short limit", limit("burst", 30_000), "rate_limited", 30_000],
    ["a limit without a time", limit("burst", 0), "rate_limited", 1_000],
    ["a limit with no number for a time", limit("burst", Number.NaN), "rate_limited", 300_000],
    ["a quota", limit("daily", 20 * hourMs), "quota_exhausted", 20 * hourMs],
    ["a quota for ever", limit("daily", Number.MAX_VALUE), "quota_exhausted", 300_000],
    [
      "a grant that is gone",
      new AuthorizationRequiredError({ reason: "revoked", message }),
      "authorization",
      72 * hourMs,
    ],
    [
      "a scope that is missing",
      new AuthorizationRequiredError({ reason: "scope_missing", message }),
      "authorization",
      72 * hourMs,
    ],
  ] as const)("waits for %s", (_, error, reason, durationMs) => {
    const decision = decide(error);

    expect(decision).toMatchObject({ kind: "wait", reason, retry: { count: 1, code: error.code } });
    expect(waitMs(decision)).toBe(durationMs);
  });

  it.each([
    new ContentRejectedError({ field: null, message }),
    new AccountRestrictedError({ message }),
    new PlatformContractError({ message }),
    new AuthorizationRequiredError({ reason: "denied", message }),
  ])("gives up at once on %s", (error) => {
    expect(decide(error)).toEqual({ kind: "give-up", error, exhausted: false });
  });

  it("counts failures in a row whatever their codes, so that a pair of them backs off too", () => {
    const retry = { count: 6, code: "storage_unavailable" } as const;

    const decision = decide(new PlatformUnavailableError({ message }), { retry });

    expect(decision).toMatchObject({ retry: { count: 7, code: "platform_unavailable" } });
    expect(waitMs(decision)).toBe(64_000);
  });

  it.each([
    ["limits", limit("burst", 1), "quota_exhausted"],
    ["limits", limit("daily", 1), "quota_exhausted"],
    ["platform", new PlatformUnavailableError({ message }), "platform_unavailable"],
    [
      "authorization",
      new AuthorizationRequiredError({ reason: "revoked", message }),
      "authorization_revoked",
    ],
  ] as const)("gives up when the patience for %s is used up", (budget, error, code) => {
    const { spentMs } = emptyLedger();
    const waits = { spentMs: { ...spentMs, [budget]: 72 * hourMs }, open: null };

    expect(decide(error, { waits })).toMatchObject({
      kind: "give-up",
      exhausted: true,
      error: { code },
    });
  });

  it("knows errors that another copy of the package made", () => {
    const marker = Symbol.for("upload-post.error");
    const foreign = Object.assign(new Error("limited"), {
      [marker]: true,
      code: "rate_limited",
      retryable: true,
      effect: "none",
      platform: null,
      retryAfterMs: 42_000,
      limitScope: "app",
    });

    expect(waitMs(decide(foreign as unknown as UploadPostError))).toBe(42_000);
  });
});
