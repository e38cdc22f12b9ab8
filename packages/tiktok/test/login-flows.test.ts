import type { Connector, Credential } from "@upload-post/core/connector";
import {
  DEFAULT_DESKTOP_APP,
  DEFAULT_WEB_APP,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giveConsent } from "./support/consent";
import { authorize, never, type SandboxWorld, startSandboxWorld } from "./support/sandbox-world";

const desktopUri = "http://127.0.0.1:4711/oauth/tiktok/callback";
const allScopes = ["user.info.basic", "video.publish", "video.upload"];

let world: SandboxWorld;
let sandbox: TiktokSandbox;

beforeEach(async () => {
  world = await startSandboxWorld();
  sandbox = world.sandbox;
});

afterEach(() => sandbox.close());

function desktop(): Connector {
  const { clientKey, clientSecret } = DEFAULT_DESKTOP_APP;
  return world.connectorFor({ clientKey, clientSecret, appType: "desktop" });
}

const request = (credential: Credential) => ({ credential, signal: never() });

async function begin(
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

const consent = { decision: "approve", username: "ada.public" } as const;

describe("connecting", () => {
  it("a web app yields a credential that says whose it is", async () => {
    const credential = await authorize(world.connector, "ada.public");
    expect([...credential.grantedScopes].sort()).toEqual(allScopes);
    expect(credential.expiresAt).toEqual(new Date(sandbox.now() + 7_200_000));
    expect(credential.refresh).toMatchObject({
      mode: "token",
      rotation: "single-use",
      deadline: new Date(sandbox.now() + 15_552_000_000),
    });
    expect(await world.connector.authorization.identify(request(credential))).toMatchObject({
      stableId: credential.facts.open_id,
      displayName: "Ada Public",
    });
  });

  it("a desktop app works with its proof key in hex", async () => {
    const credential = await authorize(desktop(), "ben.private", { redirectUri: desktopUri });
    expect(await desktop().authorization.identify(request(credential))).toMatchObject({
      displayName: "Ben Private",
    });
  });

  it("is denied when the owner cancels", async () => {
    const { started, complete } = await begin(world.connector);
    const parameters = await giveConsent(started.url, { ...consent, decision: "deny" });
    await expect(complete(parameters)).rejects.toMatchObject({ code: "access_denied" });
  });

  it("keeps to the scopes that the owner left ticked", async () => {
    const credential = await authorize(world.connector, "ada.public", {
      untick: ["video.publish"],
    });
    expect([...credential.grantedScopes].sort()).toEqual(["user.info.basic", "video.upload"]);
  });

  it("a code works once, and not for long", async () => {
    const first = await begin(world.connector);
    const parameters = await giveConsent(first.started.url, consent);
    await first.complete(parameters);
    const revoked = { code: "authorization_revoked", platform: { code: "invalid_grant" } };
    await expect(first.complete(parameters)).rejects.toMatchObject(revoked);

    const second = await begin(world.connector);
    const late = await giveConsent(second.started.url, consent);
    await sandbox.advance(61_000);
    await expect(second.complete(late)).rejects.toMatchObject(revoked);
  });

  it.each([200, 400])("reads OAuth errors that come with HTTP %d", async (oauthErrorStatus) => {
    sandbox.setSwitches({ oauthErrorStatus });
    const { complete } = await begin(world.connector);
    await expect(complete({ code: "made*up!1" })).rejects.toMatchObject({
      code: "authorization_revoked",
      platform: { code: "invalid_grant", logId: expect.stringMatching(/^\d{14}[0-9A-F]{20}$/) },
    });
  });

  it("blames the operator for another redirect address, secret, key or kind of app", async () => {
    const operator = { code: "operator_misconfigured" };
    const { started, complete } = await begin(world.connector);
    const parameters = await giveConsent(started.url, consent);
    await expect(
      complete(parameters, { redirectUri: "http://127.0.0.1:10/oauth/tiktok/callback" }),
    ).rejects.toMatchObject(operator);
    const wrongSecret = world.connectorFor({ clientSecret: "wrong" });
    const other = await begin(wrongSecret);
    await expect(
      other.complete(await giveConsent(other.started.url, consent)),
    ).rejects.toMatchObject({ ...operator, platform: { code: "invalid_client" } });
    const unknown = world.connectorFor({ clientKey: "nobody" });
    await expect((await begin(unknown)).complete({ code: "c" })).rejects.toMatchObject(operator);

    const pkce = await begin(desktop(), desktopUri);
    const callback = await giveConsent(pkce.started.url, consent);
    await expect(pkce.complete(callback, { secrets: {} })).rejects.toMatchObject({
      platform: { code: "invalid_request" },
    });
  });

  it("blames the operator for a wrong verifier", async () => {
    const first = await begin(desktop(), desktopUri);
    const second = await begin(desktop(), desktopUri);
    const callback = await giveConsent(first.started.url, consent);
    await expect(
      first.complete(callback, { secrets: second.started.secrets }),
    ).rejects.toMatchObject({
      code: "operator_misconfigured",
      platform: { code: "invalid_request" },
    });
  });

  it.each([
    ["unapproved", "unauthorized_client"],
    ["sandbox", "access_denied"],
  ] as const)("blames the operator for an app in stage %s", async (stage, code) => {
    sandbox.changeApp(DEFAULT_WEB_APP.clientKey, { stage });
    const { started, complete } = await begin(world.connector);
    const parameters = await giveConsent(started.url, consent).catch(async () => {
      // Some refusals come before the page.
      const answer = await fetch(started.url, { redirect: "manual" });
      return Object.fromEntries(new URL(answer.headers.get("location") ?? "x:").searchParams);
    });
    await expect(complete(parameters)).rejects.toMatchObject({
      code: "operator_misconfigured",
      platform: { code },
    });
  });

  it("says that the code is spent when the answer is lost", async () => {
    const { started, complete } = await begin(world.connector);
    const parameters = await giveConsent(started.url, consent);
    sandbox.faults.add({
      target: "POST /v2/oauth/token/",
      effect: { kind: "drop", when: "after" },
    });
    await expect(complete(parameters)).rejects.toMatchObject({
      code: "outcome_unknown",
      effect: "possible",
    });
  });
});

describe("identifying", () => {
  it("meets the limit of 600 calls a minute", async () => {
    const credential = await authorize(world.connector, "ada.public");
    for (let calls = 0; calls < 600; calls += 1) {
      await world.connector.authorization.identify(request(credential));
    }
    await expect(world.connector.authorization.identify(request(credential))).rejects.toMatchObject(
      {
        code: "rate_limited",
        retryAfterMs: 60_000,
      },
    );
  });
});
