import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Credential, createSecret } from "../connector";
import { createFileRefreshJournal, type FileRefreshJournal } from "./create-file-refresh-journal";
import { createKeyRing } from "./key-ring";
import { createSealer } from "./sealer";

const sealerOf = (id: string) =>
  createSealer(createKeyRing([{ id, key: new Uint8Array(32).fill(id.charCodeAt(0)) }]));
const sealer = sealerOf("k");
const key = { tenantId: "tenant-1", connectionId: "connection-1" };
const other = { tenantId: "tenant-1", connectionId: "connection-2" };

function credential(access: string): Credential {
  return {
    secrets: { access: createSecret(access) },
    facts: { issuer: "memory" },
    expiresAt: new Date("2026-11-02T00:00:00Z"),
    grantedScopes: ["post"],
    refresh: { mode: "token", notBefore: null, deadline: null, rotation: "single-use" },
  };
}

describe("the refresh journal in a file", () => {
  let directory: string;
  let path: string;
  const opened: FileRefreshJournal[] = [];

  async function open(own = sealer) {
    const journal = await createFileRefreshJournal(path, own);
    opened.push(journal);
    return journal;
  }
  async function accessOf(journal: FileRefreshJournal) {
    return (await journal.pending(key))?.renewed?.secrets.access?.reveal();
  }
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "upload-post-journal-"));
    path = join(directory, "refresh.ndjson");
  });
  afterEach(async () => {
    for (const journal of opened.splice(0)) await journal.close();
    await rm(directory, { recursive: true });
  });

  it("tells the next process what came back, and what never did", async () => {
    const first = await open();
    await first.begin(key, 3);
    await first.received(key, 3, credential("new-access"));
    await first.begin(other, 8);
    const second = await open();
    expect(await accessOf(second)).toBe("new-access");
    expect(await second.pending(key)).toMatchObject({ generation: 3, key });
    expect(await second.pending(other)).toMatchObject({ key: other, generation: 8, renewed: null });
    expect(await second.all()).toHaveLength(2);
  });

  it("forgets what was settled", async () => {
    const first = await open();
    await first.received(key, 3, credential("new-access"));
    await first.settle(key);
    await first.settle(key);
    expect(await first.pending(key)).toBeNull();
    expect(await (await open()).all()).toEqual([]);
  });

  it("holds nothing in clear, and is readable by its owner only", async () => {
    const journal = await open();
    await journal.received(key, 3, credential("canary-access-token"));
    const text = await readFile(path, "utf8");
    for (const encoding of ["utf8", "hex", "base64", "base64url"] as const) {
      expect(text).not.toContain(Buffer.from("canary-access-token").toString(encoding));
    }
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("ignores a line that a crash cut off, and appends whole lines after it", async () => {
    const first = await open();
    await first.received(key, 3, credential("kept"));
    await appendFile(path, '{"entry":"settle","tenantId":"ten');
    const second = await open();
    expect(await accessOf(second)).toBe("kept");
    await second.begin(other, 1);
    expect(await (await open()).all()).toHaveLength(2);
  });

  it("survives a cut at every byte: an acknowledged entry is there or its line was not whole", async () => {
    const first = await open();
    await first.begin(key, 3);
    await first.received(key, 3, credential("new-access"));
    const text = await readFile(path, "utf8");
    const beginLength = text.indexOf("\n") + 1;
    for (let length = 0; length <= text.length; length += 7) {
      await writeFile(path, text.slice(0, length));
      const expected = length < beginLength ? 0 : 1;
      expect(await (await open()).all(), `cut at ${length}`).toHaveLength(expected);
    }
  });

  it("refuses to open with a damaged line, naming the line and not its content", async () => {
    await writeFile(path, '{"entry":"settle","tenantId":"t","connectionId":"c"}\ncanary-content\n');
    await expect(open()).rejects.toMatchObject({
      code: "credential_unreadable",
      message: expect.stringMatching(/^Line 2 of (?!.*canary)/),
    });
  });

  it("refuses to open without the key of an entry, and keeps the entry", async () => {
    const first = await open();
    await first.received(key, 3, credential("new-access"));
    await expect(open(sealerOf("x"))).rejects.toMatchObject({ reason: "unknown_key", keyId: "k" });
    expect(await accessOf(await open())).toBe("new-access");
  });

  it("does not open an entry that was moved to another connection", async () => {
    const first = await open();
    await first.received(key, 3, credential("new-access"));
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace("connection-1", "connection-2"));
    await expect(open()).rejects.toMatchObject({ reason: "not_authentic" });
  });

  it("stays small over thousands of refreshes", async () => {
    const journal = await open();
    for (let round = 0; round < 400; round += 1) {
      await journal.begin(key, round);
      await journal.received(key, round, credential(`access-${round}`));
      await journal.settle(key);
    }
    const lines = (await readFile(path, "utf8")).split("\n").length;
    expect(lines).toBeLessThan(1001);
    await journal.received(key, 400, credential("after"));
    expect(await accessOf(await open())).toBe("after");
  });

  it("writes one line at a time, whatever comes at once", async () => {
    const journal = await open();
    const keys = Array.from({ length: 50 }, (_, index) => ({ ...key, connectionId: `c${index}` }));
    await Promise.all(keys.map((each) => journal.received(each, 1, credential("x"))));
    expect(await (await open()).all()).toHaveLength(50);
  });

  it("loses no entry that comes while the file is begun anew", async () => {
    const journal = await open();
    for (let round = 0; round < 499; round += 1) {
      await journal.begin(key, round);
      await journal.settle(key);
    }
    await journal.begin(key, 499);
    await Promise.all([journal.settle(key), journal.begin(other, 7)]);
    await Promise.all([journal.settle(other), journal.received(key, 500, credential("late"))]);
    expect(await accessOf(await open())).toBe("late");
  });

  it("says which file cannot be written", async () => {
    const missing = join(directory, "no-such-directory", "refresh.ndjson");
    await expect(createFileRefreshJournal(missing, sealer)).rejects.toMatchObject({
      code: "storage_unavailable",
      message: expect.stringContaining("no-such-directory"),
    });
  });
});
