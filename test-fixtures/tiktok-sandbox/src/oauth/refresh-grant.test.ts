import { describe, expect, it } from "vitest";
import { expectOauthError, expectRule, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_UNAUDITED_APP } from "../index";

const DAY_MS = 24 * 3_600_000;

describe("lifetimes", () => {
  it("issues access tokens of 7200 seconds", () =>
    withSandbox(async ({ client }) => {
      const callback = await client.approve();
      expect((await client.exchange(callback.get("code") ?? "")).json.expires_in).toBe(7200);
    }));

  it("issues refresh tokens of 15552000 seconds", () =>
    withSandbox(async ({ client }) => {
      const { json } = await client.exchange((await client.approve()).get("code") ?? "");
      expect(json.refresh_expires_in).toBe(15_552_000);
    }));

  it("follows the documents of August 2026 under the legacy profile", () =>
    withSandbox(async ({ sandbox, client }) => {
      sandbox.useTokenProfile("legacy2026");
      const { json } = await client.exchange((await client.approve()).get("code") ?? "");
      expect(json).toMatchObject({ expires_in: 86_400, refresh_expires_in: 31_536_000 });
      const first = await client.refresh(json.refresh_token);
      expect(first.json.refresh_token).toBe(json.refresh_token);
      sandbox.setSwitches({ refreshReturns: "new" });
      const second = await client.refresh(json.refresh_token);
      expect(second.json.refresh_token).not.toBe(json.refresh_token);
      // The old one still works.
      expect((await client.refresh(json.refresh_token)).json.access_token).toMatch(/^act\./);
    }));

  it("reports the remaining seconds of a refresh token", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      await sandbox.advance(20_000);
      const { json } = await client.refresh(refresh);
      expect(json.refresh_expires_in).toBe(15_552_000 - 20);
      expect(json.expires_in).toBe(7200);
    }));

  it("counts the refresh token's life from consent, or from the refresh by switch", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      await sandbox.advance(100 * DAY_MS);
      const absolute = await client.refresh(refresh);
      expect(absolute.json.refresh_expires_in).toBe((80 * DAY_MS) / 1000);
      sandbox.setSwitches({ refreshExpiry: "sliding" });
      const sliding = await client.refresh(absolute.json.refresh_token);
      expect(sliding.json.refresh_expires_in).toBe((180 * DAY_MS) / 1000);
    }));
});

describe("refreshing", () => {
  it("answers invalid_grant for an unknown refresh token", () =>
    withSandbox(async ({ sandbox, client }) => {
      expectOauthError(await client.refresh("rft.nothing"), "invalid_grant");
      expectRule(sandbox, "oauth.refresh_token_known");
    }));

  it("answers invalid_grant for a refresh token of another app", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      expectOauthError(await client.refresh(refresh, DEFAULT_UNAUDITED_APP), "invalid_grant");
      expectRule(sandbox, "oauth.refresh_token_own_client");
    }));

  it("answers invalid_grant for an expired refresh token", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      await sandbox.advance(180 * DAY_MS);
      expectOauthError(await client.refresh(refresh), "invalid_grant");
      expectRule(sandbox, "oauth.refresh_token_expires");
    }));

  it("answers invalid_grant for a refresh token after revocation", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access, refresh } = await client.connect();
      await client.revoke(access);
      expectOauthError(await client.refresh(refresh), "invalid_grant");
      expectRule(sandbox, "oauth.refresh_token_revoked");
      sandbox.setSwitches({ revokeRefreshToken: "alive" });
      const second = await client.connect();
      await client.revoke(second.access);
      expect((await client.refresh(second.refresh)).json.access_token).toMatch(/^act\./);
    }));

  it("answers invalid_grant for a refresh token that was replaced", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { refresh } = await client.connect();
      const { json } = await client.refresh(refresh);
      expect(json.refresh_token).not.toBe(refresh);
      expectOauthError(await client.refresh(refresh), "invalid_grant");
      expectRule(sandbox, "oauth.refresh_token_rotates");
      // The newer one is unharmed.
      expect((await client.refresh(json.refresh_token)).json.access_token).toMatch(/^act\./);
    }));

  it("lets exactly one of two concurrent refreshes win", () =>
    withSandbox(async ({ client }) => {
      const { refresh } = await client.connect();
      const answers = await Promise.all([client.refresh(refresh), client.refresh(refresh)]);
      const errors = answers.map((answer) => answer.json.error ?? "ok").sort();
      expect(errors).toEqual(["invalid_grant", "ok"]);
    }));

  it("revokes the whole family on reuse when the switch says so", () =>
    withSandbox(
      async ({ client }) => {
        const { refresh } = await client.connect();
        const { json } = await client.refresh(refresh);
        expectOauthError(await client.refresh(refresh), "invalid_grant");
        expectOauthError(await client.refresh(json.refresh_token), "invalid_grant");
        expect((await client.creatorInfo(json.access_token)).status).toBe(401);
      },
      { switches: { refreshReuse: "revoke-family" } },
    ));

  it("keeps the old access token alive after a refresh, unless switched", () =>
    withSandbox(async ({ sandbox, client }) => {
      const { access, refresh } = await client.connect();
      const { json } = await client.refresh(refresh);
      expect((await client.creatorInfo(access)).status).toBe(200);
      sandbox.setSwitches({ oldAccessToken: "dead" });
      await client.refresh(json.refresh_token);
      expect((await client.creatorInfo(access)).status).toBe(401);
      expect((await client.creatorInfo(json.access_token)).status).toBe(401);
    }));
});
