import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfiguration } from "../src/configuration/read-configuration";
import { DirectoryInUseError } from "../src/database/directory-lock";
import { openEmbeddedDatabase } from "../src/database/open-embedded-database";
import { findDumps } from "../src/dumps/find-dumps";
import { writeDump } from "../src/dumps/write-dump";
import { type PostBody, postSchema } from "../src/posts/post-body";
import { runRestore } from "../src/run-restore";
import { type EndToEnd, startEndToEnd } from "./end-to-end";

const PATIENCE = { timeout: 240_000 };
const choices = { privacy_level: "SELF_ONLY" };

describe("restoring a dump", PATIENCE, () => {
  let test: EndToEnd;
  let connection = "";
  let dump = "";
  const lines: string[] = [];
  beforeAll(async () => {
    test = await startEndToEnd();
    connection = await test.connect();
  }, 120_000);
  afterAll(() => test.close());

  const restore = (...commandLine: string[]) =>
    runRestore({
      configuration: test.configuration,
      commandLine,
      write: (line) => lines.push(line),
      now: () => new Date(),
    });
  const make = async (mode: string, more: object = {}): Promise<PostBody> => {
    const media = await test.store("vertical-h264-aac.mp4");
    const options = mode === "publish" ? { privacy_level: "SELF_ONLY" } : {};
    const targets = [{ connection, mode, options }];
    const body = { media: [media], targets, allow_duplicate: true, ...more };
    return postSchema.parse(await test.api.post("/v1/posts", body));
  };
  const read = async ({ id }: PostBody) =>
    postSchema.parse(await test.api.get(`/v1/posts/${id}`)).deliveries[0];
  const posted = () => test.sandbox.inspect.tasks().length;

  it("publishes nothing a second time that was published after it, and then works on", async () => {
    const review = await make("publish");
    const later = new Date(Date.now() + 3_000).toISOString();
    const scheduled = await make("draft", { publish_at: later });
    await test.restart(async () => {
      const database = await openEmbeddedDatabase(test.dataDir);
      const directory = join(test.dataDir, "dumps");
      dump = await writeDump({ database, directory, reason: "periodic", now: () => new Date() });
      await database.close();
    });
    await test.approve(review, choices);
    await test.follow(review.id, ["published"]);
    await test.follow(scheduled.id, ["in_inbox"]);
    const before = posted();

    await expect(restore(dump)).rejects.toThrow(DirectoryInUseError);
    await test.restart(() => restore(dump, "--replace"));

    expect(lines.join("\n")).toMatch(/2 deliveries were open then/);
    await expect(test.approve(review, choices)).rejects.toThrow();
    for (const post of [review, scheduled]) {
      expect(await read(post)).toMatchObject({
        status: "unconfirmed",
        status_detail: "restored_from_backup",
      });
    }
    await test.api.post("/v1/resume", { scope: "all" });
    const fresh = await make("draft");
    await test.follow(fresh.id, ["in_inbox"]);
    expect(posted()).toBe(before + 1);
  });

  it("keeps what was there, and refuses without being told to put it aside", async () => {
    const aside = readdirSync(test.dataDir).filter((name) => name.includes(".replaced-"));
    expect(aside).toHaveLength(1);
    expect(existsSync(join(test.dataDir, aside[0] ?? "", "PG_VERSION"))).toBe(true);
    await test.restart(async () => {
      const before = readdirSync(test.dataDir);
      await expect(restore(dump)).rejects.toThrow(/Add --replace/);
      await expect(restore()).rejects.toThrow(/Usage/);
      await expect(restore("/nowhere/dump.tar.gz", "--replace")).rejects.toThrow(
        /There is no file/,
      );
      expect(readdirSync(test.dataDir)).toEqual(before);
    });
    expect(await test.api.get("/readyz")).toMatchObject({ status: "ok" });
  });

  it("refuses a damaged file and missing keys, and changes nothing", async () => {
    const damaged = join(test.dataDir, "damaged.tar.gz");
    writeFileSync(damaged, "not a dump");
    await test.restart(async () => {
      const before = readdirSync(test.dataDir);
      await expect(restore(damaged, "--replace")).rejects.toThrow(/or it is damaged/);
      const configuration = readConfiguration(
        {
          DATA_DIR: test.dataDir,
          ENCRYPTION_KEYS: `other:${Buffer.alloc(32, 9).toString("base64")}`,
        },
        () => "",
      );
      const withOtherKey = runRestore({
        ...{ configuration, commandLine: [dump, "--replace"] },
        write: () => undefined,
        now: () => new Date(),
      });
      await expect(withOtherKey).rejects.toThrow(/the key "k1" is missing/);
      expect(readdirSync(test.dataDir)).toEqual(before);
    });
    expect(await findDumps(join(test.dataDir, "dumps"))).toHaveLength(1);
  });
});
