import { type AuthorizationCallback, createSecret } from "@upload-post/core/connector";
import { describe, expect, it } from "vitest";
import { fixture, later, signal } from "../../test/support/tiktok-fixture";

const answer = {
  access_token: "act.canary-new",
  expires_in: 7200,
  open_id: "-000owner",
  refresh_token: "rft.canary-new",
  refresh_expires_in: 15_552_000,
  scope: "user.info.basic,video.upload",
  token_type: "Bearer",
};

function callback(parameters: Record<string, string>): AuthorizationCallback {
  return {
    parameters,
    redirectUri: "https://up.test/cb",
    requestedScopes: ["user.info.basic", "video.publish", "video.upload"],
    secrets: {},
    registration: null,
    signal: signal(),
  };
}

function complete(parameters: Record<string, string>, respond: () => Response | Promise<Response>) {
  const { connector, requests } = fixture(respond);
  return { requests, done: connector.authorization.complete(callback(parameters)) };
}

describe("completeAuthorization", () => {
  it("exchanges the code as it came, decoded once, in a form", async () => {
    const { requests, done } = complete({ code: "abc*0!6410.va%21", state: "s" }, () =>
      Response.json(answer),
    );
    await done;
    expect(requests).toHaveLength(1);
    const [request] = requests;
    expect(request).toMatchObject({ method: "POST" });
    expect(request?.url.href).toBe("https://open.tiktokapis.com/v2/oauth/token/");
    expect(request?.headers["content-type"]).toContain("application/x-www-form-urlencoded");
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      client_key: "ck",
      client_secret: "canary-client-secret",
      code: "abc*0!6410.va%21",
      grant_type: "authorization_code",
      redirect_uri: "https://up.test/cb",
    });
  });

  it("makes a credential by the figures and scopes of the answer", async () => {
    const { done } = complete({ code: "c", scopes: "video.publish" }, () => Response.json(answer));
    const made = await done;
    expect(made).toMatchObject({
      facts: { open_id: "-000owner" },
      expiresAt: later(120),
      grantedScopes: ["user.info.basic", "video.upload"],
      refresh: { mode: "token", rotation: "single-use", notBefore: null, deadline: later(259_200) },
    });
    expect(made.secrets.access_token?.reveal()).toBe("act.canary-new");
    expect(made.secrets.refresh_token?.reveal()).toBe("rft.canary-new");
    expect(JSON.stringify(made)).not.toContain("canary");
  });

  it("obeys the lifetimes of another year too", async () => {
    const legacy = { ...answer, expires_in: 86_400, refresh_expires_in: 31_535_980 };
    const { done } = complete({ code: "c" }, () => Response.json(legacy));
    const made = await done;
    expect(made.expiresAt).toEqual(later(1440));
    expect(made.refresh.deadline).toEqual(later(31_535_980 / 60));
  });

  it("takes the scopes of the callback when the answer names none", async () => {
    const { scope: _, ...withoutScope } = answer;
    const { done } = complete({ code: "c", scopes: "user.info.basic,video.publish" }, () =>
      Response.json(withoutScope),
    );
    expect((await done).grantedScopes).toEqual(["user.info.basic", "video.publish"]);
  });

  it("sends the verifier that was kept for a desktop app", async () => {
    const { connector, requests } = fixture(() => Response.json(answer));
    await connector.authorization.complete({
      ...callback({ code: "c" }),
      secrets: { code_verifier: createSecret("the-verifier") },
    });
    expect(new URLSearchParams(requests[0]?.body).get("code_verifier")).toBe("the-verifier");
  });

  it.each([
    [{ error: "access_denied" }, { code: "access_denied", platform: { code: "access_denied" } }],
    [
      { error: "access_denied", error_type: "non_sandbox_target" },
      { code: "operator_misconfigured", platform: { code: "access_denied" } },
    ],
    [
      { error: "unauthorized_client", error_type: "client_key" },
      { code: "operator_misconfigured" },
    ],
    [{ error: "unauthorized_client" }, { code: "operator_misconfigured" }],
    [{ error: "server_error" }, { code: "platform_unavailable", effect: "none" }],
    [{ errCode: "10003" }, { code: "operator_misconfigured", platform: { code: "10003" } }],
    [{ errCode: "10006" }, { code: "platform_contract_broken", platform: { code: "10006" } }],
    [{ errCode: "10033" }, { code: "platform_contract_broken", platform: { code: "10033" } }],
    [{ error: "odd" }, { code: "platform_contract_broken", platform: { code: "odd" } }],
    [{}, { code: "platform_contract_broken" }],
    [{ code: "" }, { code: "platform_contract_broken" }],
  ])("meets the callback %j without asking TikTok", async (parameters, expected) => {
    const { requests, done } = complete(parameters, () => Response.json(answer));
    await expect(done).rejects.toMatchObject(expected);
    expect(requests).toHaveLength(0);
  });

  it("says that the code is spent when the answer to the exchange is lost", async () => {
    for (const respond of [
      () => new Response("", { status: 502 }),
      () => Promise.reject(Object.assign(new TypeError("x"), { code: "ECONNRESET" })),
      () => Response.json({ error: "server_error", error_description: "" }),
    ]) {
      await expect(complete({ code: "c" }, respond).done).rejects.toMatchObject({
        code: "outcome_unknown",
        effect: "possible",
      });
    }
  });

  it("says that nothing happened when TikTok was never reached", async () => {
    const refused = () =>
      Promise.reject(Object.assign(new TypeError("x"), { code: "ECONNREFUSED" }));
    await expect(complete({ code: "c" }, refused).done).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "none",
    });
  });

  it.each([
    ["no access token", { ...answer, access_token: undefined }],
    ["no account", { ...answer, open_id: undefined }],
    ["an empty body", ""],
  ])("refuses a success with %s", async (_what, body) => {
    await expect(complete({ code: "c" }, () => Response.json(body)).done).rejects.toMatchObject({
      code: "platform_contract_broken",
      effect: "possible",
    });
  });
});
