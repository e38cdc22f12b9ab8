import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MediaFileName, mediaFile } from "@upload-post/test-media";
import {
  DEFAULT_WEB_APP,
  type DeveloperApp,
  startTiktokSandbox,
  type TiktokSandbox,
} from "@upload-post/tiktok-sandbox";
import { createApiClient } from "../../../scripts/demo/api-client.mjs";
import { freePort } from "../../../scripts/demo/free-port.mjs";
import { createOwnerBrowser } from "../../../scripts/demo/owner-browser.mjs";
import type { Configuration } from "../src/configuration/configuration";
import { readConfiguration } from "../src/configuration/read-configuration";
import type { Environment } from "../src/configuration/read-variables";
import { type PostBody, postSchema } from "../src/posts/post-body";
import { serve } from "../src/serve";

/** A gateway on a real socket and a real directory, with TikTok's sandbox as its TikTok. */
export type EndToEnd = {
  readonly sandbox: TiktokSandbox;
  /** Where the gateway is reached. */
  readonly origin: string;
  readonly adminKey: string;
  readonly dataDir: string;
  readonly configuration: Configuration;
  /** Everything the gateway wrote to its standard output. */
  output(): string;
  readonly api: ReturnType<typeof createApiClient>;
  readonly owner: ReturnType<typeof createOwnerBrowser>;
  /** An owner connects an account of the sandbox; answers the connection's id. */
  connect(username?: string): Promise<string>;
  /** Stores one of the test media; answers its id. */
  store(name: MediaFileName): Promise<string>;
  /** The owner approves a post on its review page. */
  approve(post: PostBody, choices: Readonly<Record<string, string>>): Promise<void>;
  /** Follows a post until its deliveries have all reached one of these states. */
  follow(postId: string, states: readonly string[]): Promise<PostBody>;
  /** Stops the gateway, does something, and starts it again on the same directory and port. */
  restart(meanwhile: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
};

const adminKey = "end-to-end-admin-key-0123456789";
const patienceMs = 60_000;

/** What a test may change. */
export type EndToEndOptions = {
  /** Added to what the gateway needs anyway. */
  readonly environment?: Environment;
  /** The operator's app; a web app by default. */
  readonly app?: Pick<DeveloperApp, "clientKey" | "clientSecret" | "platform">;
  /** How callers and owners reach the gateway. */
  readonly fetch?: typeof globalThis.fetch;
};

/** Starts both. */
export async function startEndToEnd(options: EndToEndOptions = {}): Promise<EndToEnd> {
  const dataDir = await mkdtemp(join(tmpdir(), "upload-post-end-to-end-"));
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const sandbox = await startTiktokSandbox({ switches: { loopback: "allow" } });
  const { clientKey, clientSecret, platform } = options.app ?? DEFAULT_WEB_APP;
  const prefix = `${origin}/public/media/`;
  const proof = sandbox.urlProperties.addPrefix(clientKey, prefix);
  const lines: string[] = [];
  const configuration = readConfiguration(
    {
      PORT: String(port),
      PUBLIC_URL: origin,
      DATA_DIR: dataDir,
      ADMIN_API_KEY: adminKey,
      LOG_LEVEL: "trace",
      TIKTOK_CLIENT_KEY: clientKey,
      TIKTOK_CLIENT_SECRET: clientSecret,
      TIKTOK_APP_TYPE: platform,
      TIKTOK_AUTHORIZE_ORIGIN: sandbox.origin,
      TIKTOK_API_ORIGIN: sandbox.origin,
      TIKTOK_UPLOAD_HOSTS: new URL(sandbox.uploadOrigin).host,
      TIKTOK_URL_VERIFICATION: `${proof.fileName}:${proof.signature}`,
      ...options.environment,
    },
    () => {
      throw new Error("End-to-end tests read no secret files.");
    },
  );
  const write = (text: string) => void lines.push(text);
  const start = () =>
    serve({
      configuration,
      write,
      now: () => new Date(),
      fetch: globalThis.fetch,
      signal: new AbortController().signal,
    });
  let gateway = await start();
  await sandbox.urlProperties.verify(clientKey, prefix);
  const api = createApiClient(origin, adminKey, options.fetch);
  const owner = createOwnerBrowser(options.fetch);

  return {
    sandbox,
    origin,
    adminKey,
    dataDir,
    configuration,
    output: () => lines.join(""),
    api,
    owner,
    async connect(username = "ada.public") {
      const pending = await api.post("/v1/connections", { platform: "tiktok", user: username });
      const asked = await owner.open(pending.authorization_url);
      const consent = await owner.submit(asked, {});
      const done = await owner.submit(consent, { user: username, decision: "approve" });
      if (done.status !== 200) throw new Error(`The owner ended on a page with ${done.status}.`);
      return pending.id;
    },
    async store(name) {
      const media = await api.upload(mediaFile(name), () => undefined);
      return media.id;
    },
    async approve(post, choices) {
      const page = await owner.open(post.review_url ?? "");
      const fields = post.deliveries.flatMap(({ id }) =>
        Object.entries(choices).map(([option, value]) => [`${id}.${option}`, value]),
      );
      const answer = await owner.submit(page, {
        ...Object.fromEntries(fields),
        decision: "approve",
      });
      if (answer.status !== 200) throw new Error(`The review was answered ${answer.status}.`);
    },
    async follow(postId, states) {
      const giveUpAt = Date.now() + patienceMs;
      for (;;) {
        const post = postSchema.parse(await api.get(`/v1/posts/${postId}?wait_s=5`));
        if (post.deliveries.every(({ status }) => states.includes(status))) return post;
        if (Date.now() > giveUpAt) {
          throw new Error(`Still not ${states.join(" or ")}: ${JSON.stringify(post.deliveries)}`);
        }
      }
    },
    async restart(meanwhile) {
      await gateway.stop("the test restarts it");
      await meanwhile();
      gateway = await start();
    },
    async close() {
      await gateway.stop("the test is over");
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
