import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mediaFile } from "@upload-post/test-media";
import { DEFAULT_WEB_APP } from "@upload-post/tiktok-sandbox";
import { postSchema } from "../../src/posts/post-body";
import { connectMcpClient } from "../connect-mcp-client";
import { type EndToEnd, startEndToEnd } from "../end-to-end";
import type { Names } from "./match-answer";
import { byMcp, byShell, type SkillWay } from "./skill-ways";

/** Whom the skill meets: a gateway, TikTok, and an owner who does what owners do. */
export type SkillWorld = {
  readonly test: EndToEnd;
  readonly way: SkillWay;
  /** What the skill says one brings along. */
  readonly names: Names;
  /** What must have happened before the steps under a heading make sense. */
  prepare(heading: string): void;
  /** The owner is given what a step has brought for them. */
  giveToOwner(brought: readonly string[], body: unknown): Promise<void>;
  close(): Promise<void>;
};

const ownersAccount = "ada.public";

/** Opens it for one way of carrying out the steps. */
export async function openSkillWorld(kind: "MCP" | "HTTP"): Promise<SkillWorld> {
  const video = mediaFile("vertical-h264-aac.mp4").path;
  const file = mediaFile("hevc.mp4").path;
  const photo = mediaFile("photo-portrait.jpg").path;
  const website = await serveFile(video);
  const test = await startEndToEnd({ environment: { OUTBOUND_ALLOW: website.host } });
  const home = await mkdtemp(join(tmpdir(), "upload-post-skill-"));
  const { key } = await test.api.post("/v1/api-keys", {
    name: "The agent",
    scopes: ["connections", "media", "posts"],
  });
  const client = await connectMcpClient({ address: test.origin, key: String(key) });
  const shell = byShell(home);
  const names: Names = new Map([
    ["UPLOAD_POST_URL", test.origin],
    ["UPLOAD_POST_KEY", String(key)],
    ["OWNER", "ada"],
    ["MEDIA_URL", `http://${website.host}/video.mp4`],
    ["FILE", file],
    ["FILE_SIZE", String((await stat(file)).size)],
    ["PHOTO", photo],
    ["PHOTO_SIZE", String((await stat(photo)).size)],
  ]);
  const { faults, owner: ownerInTheApp } = test.sandbox;
  const preparations: Readonly<Record<string, () => unknown>> = {
    "When a delivery failed": () =>
      faults.add({ effect: { kind: "fail-task", reason: "spam_risk_user_banned_from_posting" } }),
    "When a delivery is unconfirmed": () =>
      faults.add({
        target: "POST /v2/post/publish/content/init/",
        effect: { kind: "drop", when: "after" },
      }),
    "When the owner must authorise again": () =>
      ownerInTheApp.disconnectApp(ownersAccount, DEFAULT_WEB_APP.clientKey),
  };
  return {
    test,
    way: kind === "MCP" ? byMcp(client, shell) : shell,
    names,
    prepare: (heading) => preparations[heading]?.(),
    async giveToOwner(brought, body) {
      for (const name of brought) {
        if (name.endsWith("AUTHORIZATION_URL")) await authorise(test, names.get(name) ?? "");
        if (name.endsWith("REVIEW_URL")) {
          await test.approve(postSchema.parse(body), { privacy_level: "SELF_ONLY" });
        }
      }
    },
    async close() {
      await client.close();
      await test.close();
      await website.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function authorise({ owner }: EndToEnd, link: string): Promise<void> {
  const consent = await owner.submit(await owner.open(link), {});
  const done = await owner.submit(consent, { user: ownersAccount, decision: "approve" });
  if (done.status !== 200) throw new Error(`The owner ended on a page with ${done.status}.`);
}

async function serveFile(path: string) {
  const bytes = await readFile(path);
  const server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "video/mp4", "Content-Length": bytes.byteLength });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return {
    host: `127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
