import type { Connector, Credential } from "@upload-post/core/connector";
import {
  DEFAULT_DESKTOP_APP,
  DEFAULT_WEB_APP,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { authorize, never, type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";

const _desktopUri = "http://127.0.0.1:4711/oauth/tiktok/callback";
const allScopes = ["user.info.basic", "video.publish", "video.upload"];

let world: SandboxWorld;
let sandbox: TiktokSandbox;

beforeEach(async () => {
  world = await startSandboxWorld();
  sandbox = world.sandbox;
});

afterEach(() => sandbox.close());

function _desktop(): Connector {
  const { clientKey, clientSecret } = DEFAULT_DESKTOP_APP;
  return world.connectorFor({ clientKey, clientSecret, appType: "desktop" });
}

const request = (credential: Credential) => ({ credential, signal: never() });

async function _begin(
  connector: Connector,
  redirectUri = "http://127.0.0.1:9/oauth/tiktok/callback",
) {
  const started = await connector.authorization.begin({
    redirectUri,
    scopes: allScopes,
    inputs: {},
    registration: null,
    signal: never(),
  });
  const complete = (
    parameters: Record<string, string>,
    more: { redirectUri?: string; secrets?: typeof started.secrets } = {},
  ) =>
    connector.authorization.complete({
      parameters,
      redirectUri,
      requestedScopes: allScopes,
      secrets: started.secrets,
      registration: null,
      signal: never(),
      ...more,
    });
  return { started, complete };
}

const _consent = { decision: "approve", username: "ada.public" } as const;

describe.each(["nov2026", "legacy2026"] as const)("refreshing under the profile %s", (profile) => {
  it("brings a working pair, lifetimes as told", async () => {
    sandbox.useTokenProfile(profile);
    const old = await authorize(world.connector, "ada.public");
    await sandbox.advance(3_600_000);
    const fresh = await world.connector.authorization.refresh(request(old));
    const seconds = profile === "nov2026" ? 7_200 : 86_400;
    expect(fresh.expiresAt).toEqual(new Date(sandbox.now() + seconds * 1000));
    expect(fresh.refresh.deadline).toEqual(old.refresh.deadline);
    expect(fresh.grantedScopes).toEqual(old.grantedScopes);
    await expect(world.connector.authorization.identify(request(fresh))).resolves.toMatchObject({
      stableId: old.facts.open_id,
    });
  });
});

describe("refreshing", () => {
  it("kills the refresh token that was sent", async () => {
    const old = await authorize(world.connector, "ada.public");
    const fresh = await world.connector.authorization.refresh(request(old));
    expect(fresh.secrets.refresh_token?.reveal()).not.toBe(old.secrets.refresh_token?.reveal());
    await expect(world.connector.authorization.refresh(request(old))).rejects.toMatchObject({
      code: "authorization_revoked",
      platform: { code: "invalid_grant" },
    });
    await expect(world.connector.authorization.refresh(request(fresh))).resolves.toBeDefined();
  });

  it("admits that a lost answer may have cost the token", async () => {
    const old = await authorize(world.connector, "ada.public");
    sandbox.faults.add({
      target: "POST /v2/oauth/token/",
      effect: { kind: "drop", when: "after" },
    });
    await expect(world.connector.authorization.refresh(request(old))).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "possible",
    });
    await expect(world.connector.authorization.refresh(request(old))).rejects.toMatchObject({
      code: "authorization_revoked",
    });
  });

  it("never takes a fault of TikTok's for a revocation", async () => {
    const old = await authorize(world.connector, "ada.public");
    const target = "POST /v2/oauth/token/";
    const faults = [
      { kind: "answer", status: 503 },
      { kind: "answer", status: 200, body: "<html>invalid_grant</html>" },
      { kind: "oauth-error", error: "temporarily_unavailable" },
      { kind: "oauth-error", error: "server_error", status: 500 },
      { kind: "rate-limit" },
      { kind: "drop", when: "before" },
      { kind: "drop", when: "mid" },
    ] as const;
    for (const effect of faults) {
      sandbox.faults.clear();
      sandbox.faults.add({ target, effect });
      const error = await world.connector.authorization.refresh(request(old)).catch((e) => e);
      expect(error.code).not.toMatch(/authorization/);
      if (effect.kind === "drop" && effect.when === "mid") break;
    }
  });

  it("ends after the refresh token's own life, and with the owner's disconnection", async () => {
    const old = await authorize(world.connector, "ada.public");
    sandbox.owner.disconnectApp("ada.public", DEFAULT_WEB_APP.clientKey);
    const revoked = { code: "authorization_revoked" };
    await expect(world.connector.authorization.refresh(request(old))).rejects.toMatchObject(
      revoked,
    );
    const again = await authorize(world.connector, "ada.public");
    await sandbox.advance(15_552_000_000);
    await expect(world.connector.authorization.refresh(request(again))).rejects.toMatchObject(
      revoked,
    );
  });
});

describe("revoking", () => {
  it.each(["empty", "{}"] as const)("ends the grant; the body is %s", async (revokeBody) => {
    sandbox.setSwitches({ revokeBody });
    const { authorization } = world.connector;
    const credential = await authorize(world.connector, "ada.public");
    await expect(authorization.revoke(request(credential))).resolves.toBe("revoked");
    expect(sandbox.inspect.tokens().filter(({ valid }) => valid)).toEqual([]);
    await expect(authorization.identify(request(credential))).rejects.toMatchObject({
      code: "authorization_expired",
      platform: { code: "access_token_invalid" },
    });
    await expect(authorization.revoke(request(credential))).resolves.toBe("already-gone");
  });

  it("of an expired token asks for a refresh, and then ends the grant", async () => {
    const { authorization } = world.connector;
    const credential = await authorize(world.connector, "ada.public");
    await sandbox.advance(7_200_000);
    await expect(authorization.revoke(request(credential))).rejects.toMatchObject({
      code: "authorization_expired",
    });
    const fresh = await authorization.refresh(request(credential));
    await expect(authorization.revoke(request(fresh))).resolves.toBe("revoked");
    expect(sandbox.inspect.tokens().filter(({ valid }) => valid)).toEqual([]);
  });
});
