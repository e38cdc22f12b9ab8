import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fixture, signal } from "../../test/support/tiktok-fixture";
import type { TiktokConnectorOptions } from "../index";

const redirectUri = "https://up.test/oauth/tiktok/callback";

async function begin(
  request: { redirectUri?: string; scopes?: readonly string[] } = {},
  options: Partial<TiktokConnectorOptions> = {},
) {
  const { connector, requests } = fixture(() => expect.fail("begin asks nobody"), options);
  const started = await connector.authorization.begin({
    redirectUri,
    scopes: ["video.publish", "video.upload"],
    inputs: {},
    registration: null,
    signal: signal(),
    ...request,
  });
  expect(requests).toHaveLength(0);
  return { ...started, parameters: Object.fromEntries(new URL(started.url).searchParams) };
}

describe("beginAuthorization", () => {
  it("makes the address of TikTok's consent page for a web app, without a proof key", async () => {
    const { url, state, secrets, parameters, registration } = await begin();
    expect(url.startsWith("https://www.tiktok.com/v2/auth/authorize/?")).toBe(true);
    expect(parameters).toEqual({
      client_key: "ck",
      response_type: "code",
      scope: "user.info.basic,video.publish,video.upload",
      redirect_uri: redirectUri,
      state: state.reveal(),
      disable_auto_auth: "1",
    });
    expect(secrets).toEqual({});
    expect(registration).toBeNull();
  });

  it("sends the proof key of a desktop app as lower-case hex", async () => {
    const { secrets, parameters } = await begin(
      { redirectUri: "http://127.0.0.1:8787/oauth/tiktok/callback" },
      { appType: "desktop" },
    );
    const verifier = secrets.code_verifier?.reveal() ?? "";
    expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
    expect(parameters.code_challenge_method).toBe("S256");
    expect(parameters.code_challenge).toBe(createHash("sha256").update(verifier).digest("hex"));
  });

  it("makes state and proof key anew for each request", async () => {
    const { randomBytes } = await import("node:crypto");
    const options = { appType: "desktop", random: randomBytes } as const;
    const address = { redirectUri: "http://localhost:8787/cb" };
    const [first, second] = [await begin(address, options), await begin(address, options)];
    expect(first.state.reveal()).not.toBe(second.state.reveal());
    expect(first.parameters.code_challenge).not.toBe(second.parameters.code_challenge);
  });

  it("asks for identification even when nobody wished it, and for nothing twice", async () => {
    expect((await begin({ scopes: [] })).parameters.scope).toBe("user.info.basic");
    const scopes = ["user.info.basic", "video.upload", "video.upload"];
    expect((await begin({ scopes })).parameters.scope).toBe("user.info.basic,video.upload");
  });

  it("refuses a scope it does not know", async () => {
    await expect(begin({ scopes: ["video.publish", "video.destroy"] })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining("video.destroy"),
    });
  });

  it.each([
    ["web", "http://up.test/cb"],
    ["web", "https://up.test/cb?x=1"],
    ["web", "https://up.test/cb#x"],
    ["web", `https://up.test/${"x".repeat(512)}`],
    ["web", "up.test/cb"],
    ["web", "ftp://up.test/cb"],
    ["desktop", "https://up.test:443/cb"],
    ["desktop", "http://127.0.0.1/cb"],
    ["desktop", "http://192.168.0.2:80/cb"],
  ] as const)("refuses for a %s app the redirect address %s", async (appType, address) => {
    await expect(begin({ redirectUri: address }, { appType })).rejects.toMatchObject({
      code: "operator_misconfigured",
    });
  });

  it("takes plain http for a web app when TikTok itself is a simulator on loopback", async () => {
    const { parameters } = await begin(
      { redirectUri: "http://localhost:8787/cb" },
      { apiOrigin: "http://127.0.0.1:4010", authorizeOrigin: "http://127.0.0.1:4010" },
    );
    expect(parameters.redirect_uri).toBe("http://localhost:8787/cb");
  });
});
