import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDirectoryStorage } from "./create-directory-storage";
import { describeMediaStorage } from "./media-storage-contract";
import { storedFilePath } from "./stored-file-path";

const version = { id: "med_a", epoch: 0 };
let root: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), "upload-post-media-")), "media");
});
afterEach(async () => {
  await rm(dirname(root), { recursive: true, force: true });
});

describeMediaStorage("a directory", async () => createDirectoryStorage(root));

describe("files of the directory store", () => {
  it("are the gateway's alone, in directories of its own", async () => {
    const storage = createDirectoryStorage(root);
    await (await storage.createPart(version)).close();
    const { part, directory } = storedFilePath(root, version);
    expect((await stat(part)).mode & 0o777).toBe(0o600);
    for (const path of [directory, dirname(directory), root]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700);
    }
  });

  it("are not written through a link that somebody put there", async () => {
    const storage = createDirectoryStorage(root);
    const target = join(dirname(root), "target");
    await writeFile(target, "untouched");
    const { part, directory } = storedFilePath(root, version);
    await mkdir(directory, { recursive: true });
    await symlink(target, part);
    await expect(storage.createPart(version)).rejects.toThrow();
    const from = { offsetBytes: 0, releasedEpoch: 0 };
    await expect(storage.continuePart({ ...version, epoch: 1 }, from)).rejects.toThrow();
    expect((await stat(target)).size).toBe("untouched".length);
  });

  it("are listed without strangers in the same directory", async () => {
    const storage = createDirectoryStorage(root);
    await (await storage.createPart(version)).close();
    const { directory } = storedFilePath(root, version);
    await writeFile(join(directory, "notes.txt"), "a stranger");
    await writeFile(join(root, ".probe"), "a stranger");
    const ids = [];
    for await (const { id } of storage.list()) ids.push(id);
    expect(ids).toEqual(["med_a"]);
    expect(await readdir(directory)).toHaveLength(2);
  });

  it("have the free space of their file system", async () => {
    expect(await createDirectoryStorage(root).freeBytes()).toBeGreaterThan(0);
  });
});
