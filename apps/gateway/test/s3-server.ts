import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecret } from "@upload-post/core/connector";
import { freePort } from "../../../scripts/demo/free-port.mjs";
import type { S3Setting } from "../src/media/storage/s3/s3-setting";

const BUCKET = "upload-post-test";

/** A server that speaks S3, in a process of its own, on a directory of its own. */
export type S3Server = {
  /** How a gateway is told to use it; each call gives another prefix. */
  readonly setting: () => S3Setting;
  readonly endpoint: string;
  /** Ends it as a power failure would; what it has acknowledged stays. */
  readonly kill: () => Promise<void>;
  /** Starts it again, on the same address and directory. */
  readonly start: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/**
 * Starts s3rver. There is no skipping: when it does not start, the test fails.
 *
 * It dies of a key that is written while its folder is removed, which real stores do not; it is started
 * again then, as real ones are.
 */
export async function openS3Server(): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), "upload-post-s3-"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  let child = await startServer(directory, port);
  let prefixes = 0;
  let isWanted = true;
  let restart = Promise.resolve();
  const watch = () => {
    child.once("exit", () => {
      if (isWanted) restart = launch();
    });
  };
  const launch = async () => {
    child = await startServer(directory, port);
    watch();
  };
  watch();
  const kill = async () => {
    isWanted = false;
    await restart;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  return {
    endpoint,
    setting: () => {
      prefixes += 1;
      return {
        endpoint,
        region: "us-east-1",
        bucket: BUCKET,
        prefix: `media-${prefixes}/`,
        // The one account that s3rver knows.
        accessKeyId: "S3RVER",
        secretAccessKey: createSecret("S3RVER"),
      };
    },
    kill,
    start: async () => {
      isWanted = true;
      await launch();
    },
    close: async () => {
      await kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function startServer(directory: string, port: number): Promise<ChildProcess> {
  const require = createRequire(import.meta.url);
  const script = require.resolve("s3rver/bin/s3rver.js");
  const child = spawn(
    process.execPath,
    // biome-ignore format: one option a line says less
    [script, "--directory", directory, "--address", "127.0.0.1", "--port", String(port), "--silent", "--no-vhost-buckets", "--configure-bucket", BUCKET],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => output.push(String(chunk)));
  }
  let failure: string | null = null;
  child.once("exit", (code, signal) => {
    failure = `s3rver ended with ${code ?? signal} before it answered: ${output.join("")}`;
  });
  for (;;) {
    if (failure !== null) throw new Error(failure);
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return child;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
