import { describe, expect, it } from "vitest";
import { startMediaHost } from "../../test/media-host";
import { verifyDomain, withMedia } from "../../test/pull-scene";
import { pullSource } from "../../test/tiktok-client";
import {
  expectApiError,
  expectRule,
  type SandboxScene,
  withSandbox,
} from "../../test/with-sandbox";
import { DEFAULT_WEB_APP, PortalError } from "../index";

const KEY = DEFAULT_WEB_APP.clientKey;

async function codeOf({ sandbox, client }: SandboxScene, access: string, url: string) {
  sandbox.changeUser("ada.public", { pendingShareCap: 1000 });
  sandbox.faults.add({ effect: { kind: "stuck-download" } });
  await sandbox.advance(10_000);
  const { json } = await client.initInbox(access, pullSource(url));
  sandbox.faults.clear();
  return json.error.code as string;
}

describe("URL ownership", () => {
  it("answers url_ownership_unverified for a URL nobody verified", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      const source = pullSource("https://media.example.com/v.mp4");
      const answer = await scene.client.initInbox(access, source);
      expectApiError(answer, 403, "url_ownership_unverified", "#pull_from_url");
      expectRule(scene.sandbox, "pull.url_owned");
      // Adding is not proving.
      const proof = scene.sandbox.urlProperties.addDomain(KEY, "media.example.com");
      expectApiError(await scene.client.initInbox(access, source), 403, "url_ownership_unverified");
      const wrong = scene.sandbox.urlProperties.verify(KEY, proof.value, "something else");
      await expect(wrong).rejects.toBeInstanceOf(PortalError);
      expectApiError(await scene.client.initInbox(access, source), 403, "url_ownership_unverified");
    }));

  it("covers subdomains of a verified domain but not its parent", () =>
    withSandbox(async (scene) => {
      const { access } = await scene.client.connect();
      await verifyDomain(scene, "static.example.com");
      const verdicts: Record<string, string> = {
        "https://static.example.com/v.mp4": "ok",
        "https://video.static.example.com/any/path.mp4": "ok",
        "https://example.com/v.mp4": "url_ownership_unverified",
        "https://otherstatic.example.com/v.mp4": "url_ownership_unverified",
        "https://static.example.com.evil.example/v.mp4": "url_ownership_unverified",
        "https://static.example.com@evil.example/v.mp4": "url_ownership_unverified",
      };
      for (const [url, verdict] of Object.entries(verdicts)) {
        expect([url, await codeOf(scene, access, url)]).toEqual([url, verdict]);
      }
    }));

  it("verifies a prefix by fetching its signature file", async () => {
    let content = "";
    let name = "";
    const files: Parameters<typeof startMediaHost>[0] = {};
    const host = await startMediaHost(files);
    try {
      await withSandbox(
        async ({ sandbox }) => {
          const proof = sandbox.urlProperties.addPrefix(KEY, `${host.origin}/media/`);
          name = proof.fileName ?? "";
          content = proof.signature;
          expect(name).toMatch(/^tiktok[A-Za-z0-9]+\.txt$/);
          const verify = () => sandbox.urlProperties.verify(KEY, proof.value);
          await expect(verify()).rejects.toThrow(name);
          files[`/media/${name}`] = Buffer.from("something else");
          await expect(verify()).rejects.toThrow(PortalError);
          files[`/media/${name}`] = (_, response) => {
            response.writeHead(302, { location: "/elsewhere" }).end();
          };
          await expect(verify()).rejects.toThrow(PortalError);
          files[`/media/${name}`] = Buffer.from(content);
          expect((await verify()).verified).toBe(true);
          expect(host.asked).toEqual(Array(4).fill(`/media/${name}`));
        },
        { switches: { loopback: "allow" } },
      );
    } finally {
      await host.close();
    }
  });

  it("covers exactly what starts with a verified prefix, dot segments resolved", async () => {
    const files: Parameters<typeof startMediaHost>[0] = {};
    const host = await startMediaHost(files);
    try {
      await withSandbox(
        async (scene) => {
          const { sandbox, client } = scene;
          const { access } = await client.connect();
          const proof = sandbox.urlProperties.addPrefix(KEY, "https://cdn.example.com/media/");
          files[`/media/${proof.fileName}`] = Buffer.from(`${proof.signature}\n`);
          await sandbox.urlProperties.verify(KEY, proof.value);
          const verdicts: Record<string, string> = {
            "https://cdn.example.com/media/v.mp4": "ok",
            "https://cdn.example.com/media/a/b/v.mp4?signature=1": "ok",
            "https://cdn.example.com/v.mp4": "url_ownership_unverified",
            "https://cdn.example.com/media/../v.mp4": "url_ownership_unverified",
            "https://cdn.example.com/mediaother/v.mp4": "url_ownership_unverified",
            "https://sub.cdn.example.com/media/v.mp4": "url_ownership_unverified",
            "http://cdn.example.com/media/v.mp4": "url_ownership_unverified",
          };
          for (const [url, verdict] of Object.entries(verdicts)) {
            expect([url, await codeOf(scene, access, url)]).toEqual([url, verdict]);
          }
        },
        { switches: { hostAliases: { "cdn.example.com": host.origin } } },
      );
    } finally {
      await host.close();
    }
  });

  it("refuses a prefix on an IP address, over http, or without a trailing slash", () =>
    withSandbox(async ({ sandbox }) => {
      for (const prefix of [
        "https://203.0.113.7/media/",
        "https://[2001:db8::1]/media/",
        "http://cdn.example.com/media/",
        "http://127.0.0.1:8787/media/",
        "https://cdn.example.com/media",
        "https://cdn.example.com/a/../media/",
        "cdn.example.com/media/",
      ]) {
        expect(() => sandbox.urlProperties.addPrefix(KEY, prefix)).toThrow(PortalError);
      }
      expect(sandbox.urlProperties.list(KEY)).toEqual([]);
    }));

  it("pulls the sample video without verification", () =>
    withMedia(
      { "/obj/eden-va2/x/3min.mp4": Buffer.from("v") },
      async ({ sandbox, client, host }) => {
        const { access } = await client.connect();
        const url = "https://sf16-va.tiktokcdn.com/obj/eden-va2/x/3min.mp4";
        expect((await client.initInbox(access, pullSource(url))).json.error.code).toBe("ok");
        await sandbox.settle();
        expect(host.asked).toEqual(["/obj/eden-va2/x/3min.mp4"]);
      },
    ));
});
