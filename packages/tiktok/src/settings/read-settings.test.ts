import { inspect } from "node:util";
import { createSecret } from "@upload-post/core/connector";
import { ConfigurationError } from "@upload-post/core/errors";
import { describe, expect, it } from "vitest";
import { createTiktokConnector } from "../create-tiktok-connector";
import { readSettings } from "./read-settings";

const minimal = { clientKey: "ck", clientSecret: "canary-secret" };

function issuesOf(options: object): readonly { path: string; message: string }[] {
  try {
    readSettings({ ...minimal, ...options });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.issues;
    throw error;
  }
  return [];
}

describe("readSettings", () => {
  it("fills in TikTok's own addresses", () => {
    expect(readSettings(minimal)).toMatchObject({
      appType: "web",
      authorizeOrigin: "https://www.tiktok.com",
      apiOrigin: "https://open.tiktokapis.com",
      uploadHosts: ["*.tiktokapis.com"],
      webhookToleranceSeconds: 300,
      timeoutMs: 30_000,
    });
  });

  it("wraps the client secret at once, and takes one that is wrapped already", () => {
    const settings = readSettings(minimal);
    expect(settings.clientSecret.reveal()).toBe("canary-secret");
    expect(`${JSON.stringify(settings)}${inspect(settings)}`).not.toContain("canary");
    const wrapped = readSettings({ ...minimal, clientSecret: createSecret("s") });
    expect(wrapped.clientSecret.reveal()).toBe("s");
  });

  it("names every bad option at once, without its value", () => {
    const wrong = {
      clientKey: "",
      clientSecret: "",
      appType: "mobile",
      authorizeOrigin: "http://www.tiktok.com",
      apiOrigin: "https://open.tiktokapis.com/v2",
      uploadHosts: ["https://canary.example.com"],
      urlVerificationFiles: [{ name: "../canary.txt", content: "x" }],
      webhookToleranceSeconds: 0,
      timeoutMs: 1.5,
      fetch: "canary",
      now: 5,
      random: null,
      clientId: "canary",
    };
    expect(issuesOf(wrong).map(({ path }) => path)).toEqual([
      "clientKey",
      "clientSecret",
      "appType",
      "authorizeOrigin",
      "apiOrigin",
      "uploadHosts.0",
      "urlVerificationFiles.0.name",
      "webhookToleranceSeconds",
      "timeoutMs",
      "fetch",
      "now",
      "random",
      "clientId",
    ]);
  });

  it("throws when the connector is made, not later", () => {
    expect(() => createTiktokConnector({ clientKey: "", clientSecret: "" })).toThrow(
      /clientKey .*clientSecret/,
    );
  });

  it.each([
    "http://127.0.0.1:4010",
    "http://localhost:4010",
    "http://[::1]:4010",
    "https://t.test/",
  ])("takes %s for an origin", (apiOrigin) => {
    expect(issuesOf({ apiOrigin })).toEqual([]);
  });

  it.each(["http://t.test", "ftp://localhost", "t.test", "https://t.test/?a", "https://u@t.test"])(
    "refuses %s for an origin",
    (apiOrigin) => {
      expect(issuesOf({ apiOrigin })).toMatchObject([{ path: "apiOrigin" }]);
    },
  );
});

describe("the connector", () => {
  const connector = createTiktokConnector({
    ...minimal,
    urlVerificationFiles: [{ name: "tiktokAbC123.txt", content: "tiktok-site=1" }],
  });

  it("has static facts that survive JSON", () => {
    expect(JSON.parse(JSON.stringify(connector.capabilities))).toEqual(connector.capabilities);
    expect(connector.id).toBe("tiktok");
  });

  it("names a purpose for every scope it needs", () => {
    const known = connector.capabilities.scopes.map(({ scope }) => scope);
    const { requiredScopes, identityScopes } = connector.capabilities;
    for (const scope of [...requiredScopes.publish, ...requiredScopes.draft, ...identityScopes]) {
      expect(known).toContain(scope);
    }
  });

  it("serves TikTok's verification files below the media prefix", () => {
    const address = { origin: "https://up.test", mediaPrefix: "/media/" };
    expect(connector.publicDocuments(address)).toEqual([
      { path: "/media/tiktokAbC123.txt", contentType: "text/plain", body: "tiktok-site=1" },
    ]);
  });

  it("needs a public callback address for a web app only", () => {
    const desktop = createTiktokConnector({ ...minimal, appType: "desktop" });
    expect(connector.capabilities.needs.publicCallbackUrl).toBe(true);
    expect(desktop.capabilities.needs.publicCallbackUrl).toBe(false);
  });
});
