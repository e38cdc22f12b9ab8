import type { UploadPostError } from "@upload-post/core/errors";
import { describe, expect, it } from "vitest";
import { ok, refusal } from "../../test/support/fake-fetch";
import {
  checkpoint,
  credential,
  fixture,
  signal,
  stepContext,
} from "../../test/support/tiktok-fixture";
import { errorTable } from "./error-table";

/**
 * Written from the reference, not from the table: what each documented code must come out as.
 * A code that is in only one of the two lists fails a test below.
 */
type Expected = Partial<
  Pick<UploadPostError, "code" | "retryable" | "effect"> & {
    readonly retryAfterMs: number;
    readonly limitScope: string;
    readonly missingScopes: readonly string[];
    readonly field: string | null;
    readonly rule: string;
  }
>;

const hourMs = 3_600_000;
const dailyCap = {
  code: "quota_exhausted",
  retryable: true,
  limitScope: "account",
  effect: "none",
} as const;

// V2E, CI, DP, UP, PH, ST, MT: [status, code, expected].
const apiCodes: readonly (readonly [number, string, Expected])[] = [
  [
    401,
    "access_token_invalid",
    { code: "authorization_expired", retryable: false, effect: "none" },
  ],
  [401, "scope_not_authorized", { code: "scope_missing", missingScopes: ["video.publish"] }],
  [400, "scope_permission_missed", { code: "scope_missing", missingScopes: ["video.publish"] }],
  [400, "invalid_params", { code: "content_rejected", effect: "none", field: null }],
  [400, "invalid_param", { code: "content_rejected", effect: "none", field: null }],
  [400, "invalid_file_upload", { code: "media_rejected", rule: "file" }],
  [
    429,
    "rate_limit_exceeded",
    { code: "rate_limited", retryAfterMs: 60_000, limitScope: "account" },
  ],
  [500, "internal_error", { code: "platform_unavailable", retryable: true, effect: "possible" }],
  [200, "spam_risk_too_many_posts", { ...dailyCap, retryAfterMs: 24 * hourMs }],
  [403, "spam_risk_too_many_posts", { ...dailyCap, retryAfterMs: 24 * hourMs }],
  [200, "spam_risk_user_banned_from_posting", { code: "account_restricted", retryable: false }],
  [403, "spam_risk_user_banned_from_posting", { code: "account_restricted", retryable: false }],
  [200, "reached_active_user_cap", { ...dailyCap, limitScope: "app", retryAfterMs: 4 * hourMs }],
  [403, "reached_active_user_cap", { ...dailyCap, limitScope: "app", retryAfterMs: 4 * hourMs }],
  [403, "spam_risk_too_many_pending_share", { ...dailyCap, retryAfterMs: 24 * hourMs }],
  [403, "unaudited_client_can_only_post_to_private_accounts", { code: "operator_misconfigured" }],
  [403, "url_ownership_unverified", { code: "operator_misconfigured", retryable: false }],
  [
    403,
    "privacy_level_option_mismatch",
    { code: "content_rejected", field: "/options/privacy_level" },
  ],
  [400, "app_version_check_failed", { code: "content_rejected", field: null }],
  [400, "invalid_publish_id", { code: "outcome_unknown", effect: "possible" }],
  [400, "token_not_authorized_for_specified_publish_id", { code: "outcome_unknown" }],
  [400, "publish_not_cancellable", { code: "outcome_unknown" }],
];

// ST.
const failReasons: readonly (readonly [string, Expected])[] = [
  ["file_format_check_failed", { code: "media_rejected", rule: "file_format" }],
  ["duration_check_failed", { code: "media_rejected", rule: "duration" }],
  ["frame_rate_check_failed", { code: "media_rejected", rule: "frame_rate" }],
  ["picture_size_check_failed", { code: "media_rejected", rule: "picture_size" }],
  ["internal", { code: "platform_unavailable", retryable: true, effect: "none" }],
  ["video_pull_failed", { code: "platform_unavailable", retryable: true, effect: "none" }],
  ["photo_pull_failed", { code: "platform_unavailable", retryable: true, effect: "none" }],
  ["publish_cancelled", { code: "content_rejected", retryable: false, effect: "none" }],
  ["auth_removed", { code: "authorization_revoked", retryable: false }],
  ["spam_risk_too_many_posts", { ...dailyCap, retryAfterMs: 24 * hourMs }],
  ["spam_risk_user_banned_from_posting", { code: "account_restricted" }],
  ["spam_risk_text", { code: "content_rejected", field: "/text" }],
  ["spam_risk", { code: "content_rejected", field: null }],
];

// OAE.
const oauthCodes: readonly (readonly [string, Expected])[] = [
  ["access_denied", { code: "access_denied" }],
  ["invalid_client", { code: "operator_misconfigured" }],
  ["invalid_grant", { code: "authorization_revoked", retryable: false, effect: "none" }],
  ["invalid_request", { code: "platform_contract_broken" }],
  ["invalid_scope", { code: "operator_misconfigured" }],
  ["unauthorized_client", { code: "operator_misconfigured" }],
  ["unsupported_grant_type", { code: "platform_contract_broken" }],
  ["unsupported_response_type", { code: "platform_contract_broken" }],
  ["server_error", { code: "platform_unavailable", retryable: true, effect: "possible" }],
  [
    "temporarily_unavailable",
    { code: "platform_unavailable", retryable: true, effect: "possible" },
  ],
];

// OAT, CAT and seen live.
const oauthDescriptions: readonly (readonly [string, Expected])[] = [
  [
    "Redirect_uri is not matched with the uri when requesting code.",
    { code: "operator_misconfigured" },
  ],
  ["Client secret is missed in request.", { code: "operator_misconfigured" }],
  ["Code verifier or code challenge is invalid.", { code: "operator_misconfigured" }],
  ["The request parameters are malformed.", { code: "platform_contract_broken" }],
];

// DP and seen live.
const parameterMessages: readonly (readonly [string, Expected])[] = [
  ["The chunk size is invalid", { code: "platform_contract_broken" }],
  ["The total chunk count is invalid", { code: "platform_contract_broken" }],
  ["Invalid media_type or post_mode", { code: "platform_contract_broken" }],
  ["The request post info is empty or incorrect", { code: "content_rejected", field: null }],
  ["The request source info is empty or incorrect", { code: "platform_contract_broken" }],
  ["Another message with the field title", { code: "content_rejected", field: null }],
];

async function thrownBy(promise: Promise<unknown>): Promise<UploadPostError> {
  return promise.then(
    () => expect.fail("nothing was thrown"),
    (error: UploadPostError) => error,
  );
}

function initError(answer: () => Response) {
  const { connector } = fixture(answer);
  return thrownBy(connector.publishing.run("init-video", stepContext()));
}

describe("codes of the API", () => {
  it.each(apiCodes)("meets HTTP %d %s", async (status, code, expected) => {
    const error = await initError(() => refusal(code, status));
    expect(error).toMatchObject({
      ...expected,
      platform: { name: "tiktok", code, logId: "log-1" },
    });
    expect(error.message.length).toBeGreaterThan(40);
  });

  it.each(parameterMessages)(
    "meets invalid_param(s) with the message %j",
    async (message, expected) => {
      for (const code of ["invalid_params", "invalid_param"]) {
        const error = await initError(() => refusal(code, 400, message));
        expect(error).toMatchObject({ ...expected, platform: { code } });
      }
    },
  );

  it("keeps a code that no page documents, and guesses nothing from its words", async () => {
    expect(await initError(() => refusal("spam_risk_too_many_posts_today", 403))).toMatchObject({
      code: "platform_contract_broken",
      effect: "none",
      platform: { code: "spam_risk_too_many_posts_today", logId: "log-1" },
    });
  });

  it("takes no code from the prototype of its tables", async () => {
    expect(await initError(() => refusal("constructor", 400))).toMatchObject({
      code: "platform_contract_broken",
      platform: { code: "constructor" },
    });
  });

  it.each([
    [429, "", "rate_limited", "none"],
    [500, "<html>", "platform_unavailable", "possible"],
    [503, '{"error":{"code":"odd"}}', "platform_unavailable", "possible"],
    [502, '{"data":{},"error":{"code":"ok","message":""}}', "platform_unavailable", "possible"],
    [200, "<html>", "platform_unavailable", "possible"],
    [200, "", "platform_unavailable", "possible"],
    [200, '{"data":{"publish_id":"v_pub', "platform_unavailable", "possible"],
    [200, '{"unexpected":true}', "platform_contract_broken", "possible"],
    [200, '{"data":{},"error":{"code":"ok","message":""}}', "platform_contract_broken", "possible"],
    [302, "", "platform_contract_broken", "none"],
    [404, "<html>", "platform_contract_broken", "none"],
  ] as const)("reads HTTP %d with the body %j as %s", async (status, body, code, effect) => {
    const error = await initError(() => new Response(body, { status }));
    expect(error).toMatchObject({ code, effect });
    expect(error.message).not.toContain("html");
  });

  it("obeys a Retry-After that is longer than the window, never a shorter one", async () => {
    const limited = (seconds: string) => () =>
      new Response("", { status: 429, headers: { "retry-after": seconds } });
    expect(await initError(limited("300"))).toMatchObject({ retryAfterMs: 300_000 });
    expect(await initError(limited("1"))).toMatchObject({ retryAfterMs: 60_000 });
  });

  it.each([
    ["log_id", { code: "invalid_params", message: "", log_id: "l1" }, {}],
    ["logid", { code: "invalid_params", message: "", logid: "l1" }, {}],
    ["the header", { code: "invalid_params", message: "" }, { "x-tt-logid": "l1" }],
  ])("finds the log id in %s", async (_where, error, headers) => {
    const thrown = await initError(() => Response.json({ error }, { status: 400, headers }));
    expect(thrown.platform).toEqual({ name: "tiktok", code: "invalid_params", logId: "l1" });
  });
});

describe("fail reasons", () => {
  it.each(failReasons)("meets %s as a proven failure", async (reason, expected) => {
    const { connector } = fixture(() => ok({ status: "FAILED", fail_reason: reason }));
    const outcome = await connector.publishing.run(
      "await-result",
      stepContext({ checkpoint: checkpoint({ publishId: "p1" }) }),
    );
    expect(outcome).toMatchObject({
      kind: "done",
      outcome: { state: "failed", error: { ...expected, platform: { code: reason } } },
    });
  });

  it.each([undefined, "", "brand_new_reason"])("keeps the unknown reason %j", async (reason) => {
    const { connector } = fixture(() => ok({ status: "FAILED", fail_reason: reason }));
    const outcome = await connector.publishing.run(
      "await-result",
      stepContext({ checkpoint: checkpoint({ publishId: "p1" }) }),
    );
    expect(outcome).toMatchObject({
      kind: "done",
      outcome: {
        state: "failed",
        error: { code: "platform_contract_broken", platform: { code: reason || null } },
      },
    });
  });
});

describe("codes of OAuth", () => {
  function refreshError(body: unknown, status: number) {
    const { connector } = fixture(() => Response.json(body, { status }));
    return thrownBy(
      connector.authorization.refresh({ credential: credential(), signal: signal() }),
    );
  }

  it.each(oauthCodes)("meets %s, with HTTP 200 and 400 alike", async (code, expected) => {
    for (const status of [200, 400]) {
      const error = await refreshError(
        { error: code, error_description: "words", log_id: "log-1" },
        status,
      );
      expect(error).toMatchObject({
        ...expected,
        platform: { name: "tiktok", code, logId: "log-1" },
      });
    }
  });

  it.each(oauthDescriptions)(
    "meets invalid_request described as %j",
    async (description, expected) => {
      const body = { error: "invalid_request", error_description: description, log_id: "log-1" };
      expect(await refreshError(body, 200)).toMatchObject(expected);
    },
  );

  it("keeps an unknown OAuth code, and never takes it for a revocation", async () => {
    expect(await refreshError({ error: "grant_is_odd", error_description: "" }, 200)).toMatchObject(
      {
        code: "platform_contract_broken",
        platform: { code: "grant_is_odd" },
      },
    );
  });
});

describe("the table and this list", () => {
  it("name the same codes", () => {
    const names = <Row extends readonly unknown[]>(rows: readonly Row[], index: number) =>
      [...new Set(rows.map((row) => String(row[index])))].sort();
    expect(Object.keys(errorTable.api).sort()).toEqual(names(apiCodes, 1));
    expect(Object.keys(errorTable.failReason).sort()).toEqual(names(failReasons, 0));
    expect(Object.keys(errorTable.oauth).sort()).toEqual(names(oauthCodes, 0));
  });

  it("carry no secret in any message, even when TikTok repeats one", async () => {
    const spoken =
      "bad act.canary-access at https://x.test/?upload_token=canary and canary-client-secret-0123456789abcdef";
    const error = await initError(() => refusal("invalid_params", 400, spoken));
    expect(error.message).toContain("TikTok says");
    expect(`${error.message}${JSON.stringify(error)}`).not.toContain("canary");
  });
});
