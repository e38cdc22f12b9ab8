import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createKeyRing, createSealer } from "@upload-post/core";
import { createMemoryPlatform } from "@upload-post/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openRefreshJournal } from "./open-refresh-journal";

describe("the journal of refreshes", () => {
  const sealer = createSealer(createKeyRing([{ id: "k1", key: new Uint8Array(32).fill(1) }]));
  const key = { tenantId: "t1", connectionId: "con_1" };
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "upload-post-journal-"));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const open = () => openRefreshJournal(dataDir, sealer);

  it("gives replicas that share the directory a file each", async () => {
    const [first, second] = [await open(), await open()];
    await first.begin(key, 1);
    await second.begin(key, 2);

    expect((await first.pending(key))?.generation).toBe(1);
    expect((await second.pending(key))?.generation).toBe(2);
    await first.close();
    await second.close();
  });

  it("finds its own entries again after the end of the process", async () => {
    const before = await open();
    await before.received(key, 4, createMemoryPlatform().credential());
    await before.close();
    const after = await open();

    expect((await after.pending(key))?.generation).toBe(4);
    expect((await after.pending(key))?.renewed).not.toBeNull();
    await after.close();
  });

  it("takes over what a process left that did not come back", async () => {
    const [stays, dies] = [await open(), await open()];
    await dies.received(key, 7, createMemoryPlatform().credential());
    await dies.close();
    await stays.close();
    const next = await open();

    expect(await next.all()).toMatchObject([{ key, generation: 7 }]);
    await next.settle(key);
    await next.close();
    const last = await open();
    expect(await last.all()).toEqual([]);
    await last.close();
  });

  it("leaves alone what a living process works on", async () => {
    const living = await open();
    await living.begin(key, 1);
    const other = await open();

    expect(await other.all()).toEqual([]);
    expect(await living.all()).toHaveLength(1);
    await other.close();
    await living.close();
  });
});
