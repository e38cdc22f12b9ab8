import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../test/tiktok-client";
import { type SandboxScene, withSandbox } from "../../test/with-sandbox";
import { DEFAULT_WEB_APP } from "../index";
import { controlOperations } from "./control-operations";

const KEY = DEFAULT_WEB_APP.clientKey;

function createControl({ sandbox }: SandboxScene) {
  const at = (path: string) => `${sandbox.origin}/_sandbox${path}`;
  return {
    get: async (path: string) => readAnswer(await fetch(at(path))),
    post: async (path: string, body: unknown = {}) =>
      readAnswer(await fetch(at(path), { method: "POST", body: JSON.stringify(body) })),
  };
}

describe("the control plane", () => {
  it("moves the clock and lists tokens by digest alone", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const { access } = await scene.client.connect();
      const before = (await control.get("/tokens")).json;
      expect(before).toHaveLength(2);
      expect(before[0]).toMatchObject({ kind: "access", username: "ada.public", valid: true });
      await control.post("/clock/advance", { ms: 7_200_000 });
      expect((await control.get("/tokens")).json[0].valid).toBe(false);
      expect((await scene.client.creatorInfo(access)).status).toBe(401);
    }));

  it("never answers with a secret, on any of its pages", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const { access } = await scene.client.connect();
      const init = await scene.client.initDirect(access);
      await scene.client.put(init.json.data.upload_url, Buffer.from("x"));
      await scene.client.revoke(access);
      await scene.sandbox.settle();
      const secrets = scene.sandbox.secrets();
      const kinds = new Set(secrets.map((secret) => secret.kind));
      expect([...kinds].sort()).toEqual([
        "access_token",
        "client_secret",
        "code",
        "refresh_token",
        "state",
        "upload_token",
      ]);
      for (const { method, path } of controlOperations) {
        if (method !== "GET") continue;
        const { text, status } = await control.get(`${path}?clientKey=${KEY}`);
        expect(status).toBe(200);
        for (const { value } of secrets.filter((secret) => secret.kind !== "state")) {
          expect(text).not.toContain(value);
        }
      }
    }));

  it("turns switches and token profiles, and refuses unknown ones", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const turned = await control.post("/switches", { codeLifetimeSeconds: 5 });
      expect(turned.json).toMatchObject({ codeLifetimeSeconds: 5, loopback: "refuse" });
      const profile = await control.post("/token-profile", { name: "legacy2026" });
      expect(profile.json).toMatchObject({ accessTokenSeconds: 86_400, codeLifetimeSeconds: 5 });
      expect((await control.post("/switches", { nothing: 1 })).status).toBe(400);
      expect((await control.post("/switches", { loopback: "maybe" })).status).toBe(400);
      expect(scene.sandbox.switches().codeLifetimeSeconds).toBe(5);
    }));

  it("seeds and changes apps and accounts without telling secrets back", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const app = { clientKey: "awnew", clientSecret: "very-secret" };
      const registered = await control.post("/apps", {
        ...app,
        redirectUris: ["https://a.example/cb"],
      });
      expect(registered.json).toMatchObject({ clientKey: "awnew", audited: true });
      expect(registered.text).not.toContain("very-secret");
      const bad = await control.post("/apps", { ...app, redirectUris: ["http://a.example/cb"] });
      expect([bad.status, bad.json.error]).toEqual([400, expect.stringContaining("https")]);
      await control.post("/apps/change", { clientKey: "awnew", audited: false });
      expect(scene.sandbox.apps().find((one) => one.clientKey === "awnew")?.audited).toBe(false);
      expect((await control.post("/apps/change", { clientKey: "awnobody" })).status).toBe(400);

      await control.post("/users", { username: "dan", nickname: "Dan" });
      await control.post("/users/change", { username: "dan", privateAccount: true });
      expect(scene.sandbox.users().at(-1)).toMatchObject({
        username: "dan",
        nickname: "Dan",
        privateAccount: true,
      });
      const unknown = await control.post("/users/change", { username: "dan", shoeSize: 44 });
      expect(unknown.status).toBe(400);
    }));

  it("does what owners do", () =>
    withSandbox(
      async (scene) => {
        const control = createControl(scene);
        const { access } = await scene.client.connect();
        const draft = async () => {
          const init = await scene.client.initInbox(access);
          await scene.client.put(init.json.data.upload_url, Buffer.from("x"));
          await scene.sandbox.advance(5000);
          return init.json.data.publish_id as string;
        };
        const first = await draft();
        const { postId } = (await control.post("/owner/post-draft", { publishId: first })).json;
        expect(postId).toMatch(/^\d{19}$/);
        await control.post("/settle");
        await scene.sandbox.advance(5000);
        await control.post("/owner/make-post-private", { postId });
        await control.post("/owner/make-post-public", { postId });
        const second = await draft();
        await control.post("/owner/discard-draft", { publishId: second });
        const gone = await control.post("/owner/post-draft", { publishId: second });
        expect([gone.status, gone.json.error]).toEqual([400, expect.stringContaining("inbox")]);
        await control.post("/owner/ban", { username: "ada.public" });
        const disconnected = { username: "ada.public", clientKey: KEY };
        const answer = await control.post("/owner/disconnect-app", disconnected);
        expect(answer.json).toEqual({ wasConnected: true });
        expect((await control.post("/owner/disconnect-app", disconnected)).json).toEqual({
          wasConnected: false,
        });
        await control.post("/owner/delete-account", { username: "ada.public" });
        expect(scene.sandbox.users()[0]).toMatchObject({ banned: true, deleted: true });
        const tasks = (await control.get("/posts")).json;
        expect(tasks.map((task: { discarded: boolean }) => task.discarded)).toEqual([false, true]);
      },
      { switches: { mediaChecks: "off" } },
    ));

  it("adds, lists, removes and clears faults", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const fault = {
        target: "POST /v2/oauth/token/",
        times: null,
        effect: { kind: "rate-limit" },
      };
      const { id } = (await control.post("/faults", fault)).json;
      expect((await scene.client.refresh("x")).status).toBe(429);
      expect((await control.get("/faults")).json).toMatchObject([{ id, applied: 1 }]);
      expect((await control.post("/faults/remove", { id })).json).toEqual({ removed: true });
      await control.post("/faults", fault);
      await control.post("/faults/clear");
      expect((await control.get("/faults")).json).toEqual([]);
      expect((await control.post("/faults", { effect: { kind: "explode" } })).status).toBe(400);
    }));

  it("adds, proves, lists and removes URL properties", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const domain = { clientKey: KEY, value: "media.example.com" };
      const { signature } = (await control.post("/url-properties/domain", domain)).json;
      expect((await control.post("/url-properties/verify", domain)).status).toBe(400);
      const proven = { ...domain, dnsRecord: signature };
      expect((await control.post("/url-properties/verify", proven)).json.verified).toBe(true);
      const prefix = { clientKey: KEY, value: "https://cdn.example.com/media/" };
      expect((await control.post("/url-properties/prefix", prefix)).json.verified).toBe(false);
      expect((await control.get(`/url-properties?clientKey=${KEY}`)).json).toHaveLength(2);
      await control.post("/url-properties/remove", prefix);
      expect((await control.get(`/url-properties?clientKey=${KEY}`)).json).toHaveLength(1);
    }));

  it("forgets everything on reset, the media on disk too", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      const { access } = await scene.client.connect();
      const init = await scene.client.initDirect(access);
      await scene.client.put(init.json.data.upload_url, Buffer.from("x"));
      await scene.sandbox.settle();
      const path = scene.sandbox.inspect.tasks()[0]?.media[0]?.path ?? "";
      expect(readFileSync(path)).toHaveLength(1);
      await control.post("/reset");
      expect(() => readFileSync(path)).toThrow("ENOENT");
      expect((await scene.client.creatorInfo(access)).status).toBe(401);
      expect(scene.sandbox.inspect.tasks()).toEqual([]);
      expect((await control.get("/state")).json).toMatchObject({ apps: 3, users: 3, commits: 0 });
      expect((await scene.client.connect()).access).toMatch(/^act\./);
    }));

  it("names the rule of every refusal in the request log, and no query", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      await scene.client.get("/v2/auth/authorize/?client_key=awnobody&state=secret-state");
      const requests = (await control.get("/requests")).json;
      expect(requests).toMatchObject([
        {
          method: "GET",
          path: "/v2/auth/authorize/",
          status: 400,
          rule: "authorize.client_key_known",
        },
      ]);
      expect(JSON.stringify(requests)).not.toContain("secret-state");
    }));

  it("answers 404 for an unknown operation and 400 for broken JSON", () =>
    withSandbox(async (scene) => {
      const control = createControl(scene);
      expect((await control.get("/nothing")).status).toBe(404);
      const broken = await fetch(`${scene.sandbox.origin}/_sandbox/users`, {
        method: "POST",
        body: "{",
      });
      expect(broken.status).toBe(400);
    }));

  it("is documented in the README, operation by operation", () => {
    const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8")
      // The formatter pads the tables.
      .replace(/ +/g, " ");
    const missing = controlOperations
      .map(({ method, path }) => `\`${method} /_sandbox${path === "/" ? "" : path}\``)
      .filter((line) => !readme.includes(line));
    expect(missing).toEqual([]);
  });
});
