import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { AuthorizationStart, Credential } from "../../connector";
import { createSecret } from "../../connector";
import { isUploadPostError } from "../../errors";
import { calm, type HarnessOf } from "./connector-harness";
import { leaksIn } from "./encoded-forms";

/** Consent, refresh and revocation, against the platform. */
export function describeAuthorizationContract(harness: HarnessOf): void {
  describe("authorisation", () => {
    it("sends the owner to a page that carries the state and no other secret", async () => {
      const start = await begin(harness);
      const url = new URL(start.url);
      expect(["http:", "https:"]).toContain(url.protocol);
      expect([...url.searchParams.values()]).toContain(start.state.reveal());
      const secrets = Object.values(start.secrets).map((secret) => secret.reveal());
      expect(leaksIn(start.url, secrets)).toEqual([]);
      expect(
        leaksIn(inspect(start, { depth: 9 }) + JSON.stringify(start.secrets), secrets),
      ).toEqual([]);
    });

    it("begins no two flows alike", async () => {
      const [one, other] = [await begin(harness), await begin(harness)];
      expect(one.state.reveal()).not.toBe(other.state.reveal());
      expect(one.state.reveal().length).toBeGreaterThanOrEqual(16);
    });

    it("names the same registration for the same inputs", () => {
      const { connector, consent } = harness();
      const { registrationKey } = connector.authorization;
      expect(registrationKey(consent.inputs)).toBe(registrationKey(consent.inputs));
    });

    it("refuses a scope it does not know", async () => {
      const { connector, consent } = harness();
      const scopes = ["no-such-scope"];
      const request = { ...consent, scopes, registration: null, signal: calm };
      await expect(connector.authorization.begin(request)).rejects.toMatchObject({
        code: "unsupported",
      });
    });

    it("makes a credential of the owner's consent, and knows whose it is", async () => {
      const { connector, accountId, consent, now } = harness();
      const start = await begin(harness);
      const credential = await complete(harness, start, await consent.approve(start.url));
      expect([...credential.grantedScopes].sort()).toEqual([...consent.scopes].sort());
      const lifetimeMs = (credential.expiresAt?.getTime() ?? Infinity) - now().getTime();
      expect(lifetimeMs).toBeGreaterThan(60_000);
      const identity = await connector.authorization.identify({ credential, signal: calm });
      expect(identity.stableId).toBe(accountId);
    });

    it("says that the owner refused", async () => {
      const start = await begin(harness);
      const parameters = await harness().consent.deny(start.url);
      await expect(complete(harness, start, parameters)).rejects.toMatchObject({
        code: "access_denied",
      });
    });

    it("takes a code once", async () => {
      const start = await begin(harness);
      const parameters = await harness().consent.approve(start.url);
      await complete(harness, start, parameters);
      await expect(complete(harness, start, parameters)).rejects.toSatisfy(isUploadPostError);
    });

    it("refreshes without losing a named secret, a fact or a scope", async () => {
      const { connector, credential, accountId, now } = harness();
      if (connector.capabilities.refresh !== "token") return;
      const renewed = await connector.authorization.refresh({ credential, signal: calm });
      expect(Object.keys(renewed.secrets)).toEqual(
        expect.arrayContaining(Object.keys(credential.secrets)),
      );
      expect(renewed.facts).toMatchObject(credential.facts);
      expect([...renewed.grantedScopes].sort()).toEqual([...credential.grantedScopes].sort());
      expect(renewed.expiresAt?.getTime()).toBeGreaterThan(now().getTime());
      expect(renewed.refresh.mode).toBe(credential.refresh.mode);
      const request = { credential: renewed, signal: calm };
      expect((await connector.authorization.identify(request)).stableId).toBe(accountId);
    });

    it("revokes, and revoking again is no error", async () => {
      const { connector, credential } = harness();
      const request = { credential, signal: calm };
      const first = await connector.authorization.revoke(request);
      if (first === "unsupported") return;
      expect(first).toBe("revoked");
      expect(["revoked", "already-gone"]).toContain(await connector.authorization.revoke(request));
      if (connector.capabilities.refresh === "none") return;
      await expect(connector.authorization.refresh(request)).rejects.toMatchObject({
        code: "authorization_revoked",
        effect: "none",
      });
    });

    it("answers a bad token with an error that calls for the owner and tells no secret", async () => {
      const { connector, credential, accountId } = harness();
      const bad = spoil(credential);
      const secrets = Object.values(bad.secrets).map((secret) => secret.reveal());
      const calls = [
        () => connector.authorization.identify({ credential: bad, signal: calm }),
        () => connector.describeAccount({ accountId, credential: bad, signal: calm }),
      ];
      for (const call of calls) {
        const error = await call().then(
          () => expect.unreachable(),
          (thrown: unknown) => thrown,
        );
        expect(error).toMatchObject({ code: expect.stringMatching(/^authorization_/) });
        const printed = `${String(error)}${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;
        expect(leaksIn(printed, secrets)).toEqual([]);
      }
    });
  });
}

function begin(harness: HarnessOf): Promise<AuthorizationStart> {
  const { connector, consent } = harness();
  const { redirectUri, scopes, inputs } = consent;
  const request = { redirectUri, scopes, inputs, registration: null, signal: calm };
  return connector.authorization.begin(request);
}

function complete(
  harness: HarnessOf,
  start: AuthorizationStart,
  parameters: Readonly<Record<string, string>>,
): Promise<Credential> {
  const { connector, consent } = harness();
  return connector.authorization.complete({
    parameters,
    redirectUri: consent.redirectUri,
    requestedScopes: consent.scopes,
    secrets: start.secrets,
    registration: start.registration,
    signal: calm,
  });
}

/** The same credential with secrets that the platform never issued. */
function spoil(credential: Credential): Credential {
  const names = Object.keys(credential.secrets);
  const secrets = names.map((name) => [
    name,
    createSecret(`canary-${name}-never-issued-0123456789`),
  ]);
  return { ...credential, secrets: Object.fromEntries(secrets) };
}
