import { describe, expect, it } from "vitest";
import { credential, fixture, later, signal, start } from "../../test/support/tiktok-fixture";

describe("refreshCredential", () => {
  it("sends the newest refresh token and takes everything the answer brings", async () => {
    const { connector, requests } = fixture(() =>
      Response.json({
        access_token: "act.second",
        expires_in: "3600",
        open_id: "-000owner",
        refresh_token: "rft.second",
        refresh_expires_in: 600,
        scope: "user.info.basic",
      }),
    );
    const fresh = await connector.authorization.refresh({
      credential: credential(),
      signal: signal(),
    });
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      client_key: "ck",
      client_secret: "canary-client-secret",
      grant_type: "refresh_token",
      refresh_token: "rft.canary-refresh",
    });
    expect(fresh.secrets.refresh_token?.reveal()).toBe("rft.second");
    expect(fresh).toMatchObject({
      expiresAt: later(60),
      grantedScopes: ["user.info.basic"],
      refresh: { deadline: later(10), rotation: "single-use" },
    });
  });

  it("carries over what the answer omits", async () => {
    const { connector } = fixture(() =>
      Response.json({ access_token: "act.second", expires_in: 60 }),
    );
    const old = credential();
    const fresh = await connector.authorization.refresh({ credential: old, signal: signal() });
    expect(fresh.secrets.refresh_token?.reveal()).toBe("rft.canary-refresh");
    expect(fresh).toMatchObject({
      facts: old.facts,
      grantedScopes: old.grantedScopes,
      refresh: { deadline: old.refresh.deadline },
    });
  });

  it("counts lifetimes from the moment of asking, not of the answer", async () => {
    const { connector, clock } = fixture(() => {
      clock.now = later(5);
      return Response.json({ access_token: "act.second", expires_in: 600 });
    });
    const fresh = await connector.authorization.refresh({
      credential: credential(),
      signal: signal(),
    });
    expect(fresh.expiresAt).toEqual(later(10));
    expect(clock.now).not.toEqual(start);
  });

  it("refuses tokens of another account", async () => {
    const { connector } = fixture(() =>
      Response.json({ access_token: "act.x", expires_in: 60, open_id: "somebody-else" }),
    );
    await expect(
      connector.authorization.refresh({ credential: credential(), signal: signal() }),
    ).rejects.toMatchObject({ code: "platform_contract_broken", effect: "possible" });
  });

  it.each([
    ["ECONNREFUSED", "none"],
    ["ECONNRESET", "possible"],
  ])("says what %s may have cost: %s", async (code, effect) => {
    const { connector } = fixture(() => Promise.reject(Object.assign(new Error("x"), { code })));
    await expect(
      connector.authorization.refresh({ credential: credential(), signal: signal() }),
    ).rejects.toMatchObject({ code: "platform_unavailable", effect });
  });

  it.each(["<html>", '{"access_token":"act.ha', ""])(
    "takes the body %j for an answer that was lost",
    async (body) => {
      const { connector } = fixture(() => new Response(body));
      await expect(
        connector.authorization.refresh({ credential: credential(), signal: signal() }),
      ).rejects.toMatchObject({ code: "platform_unavailable", effect: "possible" });
    },
  );

  it("asks for a new consent when there is no refresh token", async () => {
    const { connector, requests } = fixture(() => Response.json({}));
    await expect(
      connector.authorization.refresh({
        credential: credential({ secrets: {} }),
        signal: signal(),
      }),
    ).rejects.toMatchObject({ code: "authorization_revoked" });
    expect(requests).toHaveLength(0);
  });
});

describe("revokeCredential", () => {
  it.each(["", "{}"])("takes the body %j for done", async (body) => {
    const { connector, requests } = fixture(() => new Response(body));
    const request = { credential: credential(), signal: signal() };
    await expect(connector.authorization.revoke(request)).resolves.toBe("revoked");
    expect(requests[0]?.url.pathname).toBe("/v2/oauth/revoke/");
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toEqual({
      client_key: "ck",
      client_secret: "canary-client-secret",
      token: "act.canary-access",
    });
  });

  it("does not take a page of somebody in between for done", async () => {
    const { connector } = fixture(() => new Response("<html>"));
    const request = { credential: credential(), signal: signal() };
    await expect(connector.authorization.revoke(request)).rejects.toMatchObject({
      code: "platform_unavailable",
    });
  });

  const gone = () => Response.json({ error: "invalid_grant", error_description: "", log_id: "l" });

  it("says that the grant is gone already when TikTok does not know a fresh token", async () => {
    const { connector } = fixture(gone);
    const request = { credential: credential(), signal: signal() };
    await expect(connector.authorization.revoke(request)).resolves.toBe("already-gone");
  });

  it("asks for a refresh first when the token had expired: the grant may still live", async () => {
    const { connector, clock } = fixture(gone);
    clock.now = later(121);
    const request = { credential: credential(), signal: signal() };
    await expect(connector.authorization.revoke(request)).rejects.toMatchObject({
      code: "authorization_expired",
    });
  });

  it.each([
    ["invalid_client", "operator_misconfigured"],
    ["temporarily_unavailable", "platform_unavailable"],
  ])("does not take %s for gone", async (error, code) => {
    const { connector } = fixture(() => Response.json({ error, error_description: "" }));
    const request = { credential: credential(), signal: signal() };
    await expect(connector.authorization.revoke(request)).rejects.toMatchObject({ code });
  });
});
