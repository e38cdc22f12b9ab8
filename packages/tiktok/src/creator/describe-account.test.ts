import { describe, expect, it } from "vitest";
import { ok, refusal } from "../../test/support/fake-fetch";
import { creatorInfo, credential, fixture, later, signal } from "../../test/support/tiktok-fixture";

const request = () => ({ accountId: "-000owner", credential: credential(), signal: signal() });

describe("describeAccount", () => {
  it("asks creator info with an empty body and tells everything it says", async () => {
    const { connector, requests } = fixture(() => ok(creatorInfo));
    const described = await connector.describeAccount(request());
    expect(requests).toMatchObject([
      { method: "POST", body: "", headers: { authorization: "Bearer act.canary-access" } },
    ]);
    expect(requests[0]?.url.pathname).toBe("/v2/post/publish/creator_info/query/");
    expect(requests[0]?.headers["content-type"]).toBe("application/json; charset=UTF-8");
    expect(described).toEqual({
      account: {
        displayName: "Owner",
        username: "owner_handle",
        avatarUrl: "https://p16.example.com/avatar.jpg",
      },
      blockedBy: null,
      maxVideoDurationSeconds: 300,
      remaining: { posts_24h: null, drafts_24h: null },
      live: {
        privacyLevels: ["PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY"],
        commentDisabled: false,
        duetDisabled: false,
        stitchDisabled: true,
      },
      validUntil: later(1),
    });
  });

  it.each([
    ["spam_risk_too_many_posts", "quota_exhausted"],
    ["spam_risk_user_banned_from_posting", "account_restricted"],
    ["reached_active_user_cap", "quota_exhausted"],
  ])("tells that %s blocks the account, instead of throwing", async (platformCode, code) => {
    const { connector } = fixture(() => refusal(platformCode, 200));
    const described = await connector.describeAccount(request());
    expect(described.blockedBy).toMatchObject({ code, platform: { code: platformCode } });
    expect(described.live).toEqual({});
  });

  it.each([
    ["access_token_invalid", 401, "authorization_expired"],
    ["scope_not_authorized", 401, "scope_missing"],
    ["rate_limit_exceeded", 429, "rate_limited"],
    ["internal_error", 500, "platform_unavailable"],
  ])("throws for %s, which says nothing about the account", async (platformCode, status, code) => {
    const { connector } = fixture(() => refusal(platformCode, status));
    await expect(connector.describeAccount(request())).rejects.toMatchObject({ code });
  });

  it("asks user info for an account that only takes drafts", async () => {
    const { connector, requests } = fixture(() =>
      ok({ user: { open_id: "-000owner", display_name: "Owner", avatar_url: "https://a.test/" } }),
    );
    const described = await connector.describeAccount({
      ...request(),
      credential: credential({ grantedScopes: ["user.info.basic", "video.upload"] }),
    });
    expect(requests[0]?.url.pathname).toBe("/v2/user/info/");
    expect(described).toMatchObject({
      account: { displayName: "Owner", username: null, avatarUrl: "https://a.test/" },
      blockedBy: null,
      maxVideoDurationSeconds: null,
    });
  });
});

describe("identify", () => {
  it("asks for basic fields only, and answers with the stable id", async () => {
    const { connector, requests } = fixture(() =>
      ok({ user: { open_id: "_000abc", union_id: "u", display_name: "Owner" } }),
    );
    await expect(connector.authorization.identify(request())).resolves.toEqual({
      stableId: "_000abc",
      displayName: "Owner",
      username: null,
      avatarUrl: null,
    });
    expect(requests[0]?.method).toBe("GET");
    expect(requests[0]?.url.searchParams.get("fields")).toBe(
      "open_id,union_id,avatar_url,display_name",
    );
  });

  it("refuses an answer without an id", async () => {
    const { connector } = fixture(() => ok({ user: { display_name: "Owner" } }));
    await expect(connector.authorization.identify(request())).rejects.toMatchObject({
      code: "platform_contract_broken",
    });
  });
});
