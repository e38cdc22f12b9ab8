import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { mediaFile } from "@upload-post/test-media";
import { DEFAULT_WEB_APP, startTiktokSandbox } from "@upload-post/tiktok-sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { createApiClient } from "../../../scripts/demo/api-client.mjs";
import { connectAccount } from "../../../scripts/demo/connect-account.mjs";
import { freePort } from "../../../scripts/demo/free-port.mjs";
import { createOwnerBrowser } from "../../../scripts/demo/owner-browser.mjs";
import { postSchema } from "../src/posts/post-body";
import { type ServerProcess, startServerProcess } from "./server-process";
import { createTestDatabaseUrl } from "./test-databases";

const root = join(import.meta.dirname, "../../..");
const PATIENCE_MS = 600_000;

/** What of compose.yaml says how a replica runs. */
const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      environment: z.record(z.string(), z.string()),
      secrets: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
    }),
  ),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

/** An instruction of the Dockerfile whose words are a JSON list. */
function instruction(dockerfile: string, name: string): string[] {
  const words = new RegExp(`^${name}.*?(\\[.*\\])$`, "m").exec(dockerfile)?.[1];
  return z.array(z.string()).parse(JSON.parse(words ?? "null"));
}

/** The container's Node is the one that runs this. */
function nodeOr(program: string): string {
  return program === "node" ? process.execPath : program;
}

/** Everything that is committed or about to be, and nothing else: a clean clone. */
function copySources(directory: string): void {
  const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], {
    cwd: root,
    encoding: "utf8",
  });
  for (const name of listed.split("\0").filter((path) => path && existsSync(join(root, path)))) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    cpSync(join(root, name), join(directory, name));
  }
}

describe("the container, without an engine", { timeout: PATIENCE_MS }, () => {
  const dockerfile = readFileSync(join(root, "Dockerfile"), "utf8");
  const compose = composeSchema.parse(
    parse(readFileSync(join(root, "compose.yaml"), "utf8"), { merge: true }),
  );
  let directory = "";
  let image = "";
  const running: ServerProcess[] = [];
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "upload-post-container-"));
    image = join(directory, "image");
    const source = join(directory, "source");
    copySources(source);
    const [program = "", ...words] = instruction(dockerfile, "RUN");
    const target = words.map((word) => (word === "/gateway" ? image : word));
    const built = spawnSync(nodeOr(program), target, { cwd: source, encoding: "utf8" });
    if (built.status !== 0) throw new Error(`${built.stdout}${built.stderr}`);
    rmSync(source, { recursive: true });
  }, PATIENCE_MS);
  afterAll(() => {
    for (const { child } of running) child.kill("SIGKILL");
    rmSync(directory, { recursive: true, force: true });
  });

  it("holds what runs and nothing to build with, and runs as nobody special", () => {
    const names = ["tsup", "typescript", "vitest", "esbuild", "turbo"];
    for (const name of names) {
      expect(existsSync(join(image, "node_modules", name)), name).toBe(false);
    }
    expect(existsSync(join(image, "src"))).toBe(false);
    expect(existsSync(join(image, "dist/main.js"))).toBe(true);
    expect(dockerfile.indexOf("\nUSER node\n")).toBeGreaterThan(dockerfile.lastIndexOf("\nFROM "));
    expect(instruction(dockerfile, "ENTRYPOINT")).toEqual(["node", "dist/main.js"]);
  });

  it("shares what replicas must share, and keeps every secret in a file", () => {
    const replicas = Object.values(compose.services).filter(
      (service) => service.image === "upload-post-gateway",
    );
    expect(replicas.length).toBeGreaterThanOrEqual(2);
    for (const { environment, secrets, volumes } of replicas) {
      expect({ environment, volumes }).toEqual({
        environment: replicas[0]?.environment,
        volumes: ["data:/data"],
      });
      const files = Object.values(environment).filter((value) => value.startsWith("/run/secrets/"));
      expect(files.map((file) => file.replace("/run/secrets/", "")).toSorted()).toEqual(
        secrets.toSorted(),
      );
    }
  });

  it("serves as two replicas: what one publishes, the other shows", async () => {
    const secrets = join(directory, "secrets");
    const made = spawnSync(process.execPath, [
      join(root, "scripts/container/make-secrets.mjs"),
      secrets,
    ]);
    expect(made.status).toBe(0);
    const write = (name: string, text: string) =>
      writeFileSync(join(secrets, name), text, { mode: 0o444 });
    rmSync(join(secrets, "database_url"));
    write("database_url", await createTestDatabaseUrl());
    write("tiktok_client_secret", DEFAULT_WEB_APP.clientSecret);
    const sandbox = await startTiktokSandbox({ switches: { loopback: "allow" } });
    const ports = [await freePort(), await freePort()];
    const publicUrl = `http://localhost:${ports[0]}`;
    const service = compose.services["gateway-1"];
    const given: Record<string, string> = {
      PUBLIC_URL: publicUrl,
      TIKTOK_CLIENT_KEY: DEFAULT_WEB_APP.clientKey,
    };
    // As compose does it: variables of the operator, secrets as files, the volume at its place.
    const environment = Object.fromEntries(
      Object.entries(service?.environment ?? {}).map(([name, value]) => [
        name,
        value
          .replace(/^\$\{(\w+):.*\}$/, (_whole, variable: string) => given[variable] ?? "")
          .replace("/run/secrets", secrets),
      ]),
    );
    const start = (port: number) => {
      const started = startServerProcess(
        join(image, instruction(dockerfile, "ENTRYPOINT")[1] ?? ""),
        {
          ...environment,
          NODE_ENV: "production",
          DATA_DIR: join(directory, "data"),
          PORT: String(port),
          DRAIN_DELAY_S: "0",
          TIKTOK_AUTHORIZE_ORIGIN: sandbox.origin,
          TIKTOK_API_ORIGIN: sandbox.origin,
          TIKTOK_UPLOAD_HOSTS: new URL(sandbox.uploadOrigin).host,
        },
      );
      running.push(started);
      return started;
    };
    const replicas = ports.map(start);
    const addresses = await Promise.all(replicas.map(({ listening }) => listening));
    for (const port of ports) {
      const [program = "", ...words] = instruction(dockerfile, "HEALTHCHECK");
      const health = spawnSync(nodeOr(program), words, {
        cwd: image,
        env: { PORT: String(port) },
        encoding: "utf8",
      });
      expect(`${health.stdout}${health.stderr}`).toContain('"status":"ok"');
      expect(health.status).toBe(0);
    }

    const key = readFileSync(join(secrets, "admin_api_key"), "utf8");
    const [one, other] = addresses.map((address) => createApiClient(address, key));
    if (one === undefined || other === undefined) throw new Error("There are two replicas.");
    const connection = await connectAccount(one, createOwnerBrowser(), () => undefined);
    const media = await one.upload(mediaFile("vertical-h264-aac.mp4"), () => undefined);
    const post = await one.post("/v1/posts", {
      media: [media.id],
      targets: [{ connection: connection.id, mode: "draft" }],
    });
    const giveUpAt = Date.now() + 120_000;
    const shown = async () =>
      postSchema.parse(await other.get(`/v1/posts/${post.id}?wait_s=5`)).deliveries[0]?.status;
    while ((await shown()) !== "in_inbox") {
      if (Date.now() > giveUpAt) throw new Error(replicas.map(({ output }) => output()).join("\n"));
      await delay(100);
    }
    expect(sandbox.inspect.tasks()).toHaveLength(1);
    for (const { child } of replicas) child.kill("SIGTERM");
    expect(await Promise.all(replicas.map(({ exit }) => exit))).toEqual([0, 0]);
    await sandbox.close();
  });
});
