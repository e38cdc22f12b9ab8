import { describe, expect, it } from "vitest";
import { createWorld, hour, key, signal } from "../../test/credential-world";
import type { CredentialStore } from "./credential-store";
import { createMemoryRefreshJournal, type RefreshJournal } from "./refresh-journal";
import { StorageUnavailableError } from "./storage-unavailable-error";

describe("a crash around a refresh", () => {
  class Crash extends Error {}

  it("before the request leaves: nothing is lost", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const journal = createMemoryRefreshJournal();
    await journal.begin(key, (await world.store.read(key))?.generation ?? 0);
    await world.startProcess({ journal }).use(key, { signal });
    expect(await world.accessNow()).toBe("access-2");
  });

  it("after the answer was journalled: the next start stores it", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const journal = createMemoryRefreshJournal();
    const dying: CredentialStore = {
      ...world.store,
      write: () => Promise.reject(new Crash("killed")),
    };
    const use = world.startProcess({ journal, store: dying }).use(key, { signal });
    await expect(use).rejects.toThrow(Crash);
    const next = world.startProcess({ journal });
    expect(await next.recover()).toEqual({ replayed: 1, discarded: 0, unanswered: 0 });
    expect(await world.accessNow()).toBe("access-2");
    expect(world.sent).toEqual(["refresh-1"]);
    expect(await next.recover()).toEqual({ replayed: 0, discarded: 0, unanswered: 0 });
  });

  it("after the answer was journalled, without recover: the next use stores it", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const journal = createMemoryRefreshJournal();
    const dying: CredentialStore = {
      ...world.store,
      write: () => Promise.reject(new Crash("killed")),
    };
    await expect(
      world.startProcess({ journal, store: dying }).use(key, { signal }),
    ).rejects.toThrow(Crash);
    await world.startProcess({ journal }).use(key, { signal });
    expect(await world.accessNow()).toBe("access-2");
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("after the store took it: the journal's entry is thrown away", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const journal = createMemoryRefreshJournal();
    const dying: RefreshJournal = { ...journal, settle: () => Promise.reject(new Crash("killed")) };
    await world.startProcess({ journal: dying }).use(key, { signal });
    expect(await world.startProcess({ journal }).recover()).toMatchObject({ discarded: 1 });
    expect(await world.accessNow()).toBe("access-2");
  });

  it("in another process whose journal is out of reach: its answer is waited for", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const { generation } = (await world.store.read(key)) ?? { generation: 0 };
    const until = new Date(world.clock.now().getTime() + 5 * 60_000);
    const memory = createMemoryRefreshJournal();
    const journal: RefreshJournal = {
      ...memory,
      pending: async () => ({ key, generation, renewed: null, answerMayComeUntil: until }),
    };
    const access = world.startProcess({ journal });
    await expect(access.use(key, { signal })).rejects.toMatchObject({
      code: "storage_unavailable",
    });
    expect(world.sent).toEqual([]);
    await world.clock.advance(5 * 60_000);
    await access.use(key, { signal });
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("of the whole machine's time, before the request leaves: the request stays here", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 60_000);
    const memory = createMemoryRefreshJournal();
    const journal: RefreshJournal = {
      ...memory,
      async begin(...entry) {
        await memory.begin(...entry);
        // The process was stopped here, and wakes when its lease may be somebody else's.
        await world.clock.advance(45_000);
      },
    };
    await world.startProcess({ journal }).use(key, { signal });
    expect(world.sent).toEqual([]);
    expect(await memory.all()).toEqual([]);
  });

  it("throws away what belongs to a connection that is gone", async () => {
    const world = createWorld();
    const journal = createMemoryRefreshJournal();
    await journal.received(key, 5, world.credential());
    expect(await world.startProcess({ journal }).recover()).toMatchObject({ discarded: 1 });
    expect(await world.store.read(key)).toBeNull();
  });

  it("with the storage down for a while: the answer is stored when it is back", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    let failures = 0;
    const flaky: CredentialStore = {
      ...world.store,
      async write(...request) {
        failures += 1;
        if (failures <= 3) throw new StorageUnavailableError({ message: "down" });
        return world.store.write(...request);
      },
    };
    const use = world.startProcess({ store: flaky }).use(key, { signal });
    await world.clock.advance(5000);
    expect((await use).credential.secrets.access?.reveal()).toBe("access-2");
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("with a write that was stored although its answer was lost: no false alert", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    let writes = 0;
    const flaky: CredentialStore = {
      ...world.store,
      async write(...request) {
        const result = await world.store.write(...request);
        writes += 1;
        if (writes === 1) throw new StorageUnavailableError({ message: "answer lost" });
        return result;
      },
    };
    const use = world.startProcess({ store: flaky }).use(key, { signal });
    await world.clock.advance(5000);
    await use;
    expect(world.events.map(({ kind }) => kind)).toEqual(["refreshed"]);
  });

  it("with the storage down for good: nothing is handed out, and the journal keeps it", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const journal = createMemoryRefreshJournal();
    const dead: CredentialStore = {
      ...world.store,
      write: () => Promise.reject(new StorageUnavailableError({ message: "down" })),
    };
    const use = world.startProcess({ store: dead, journal }).use(key, { signal });
    const failed = expect(use).rejects.toMatchObject({ code: "storage_unavailable" });
    await world.clock.advance(15_000);
    await failed;
    expect(await world.startProcess({ journal }).recover()).toMatchObject({ replayed: 1 });
    expect(await world.accessNow()).toBe("access-2");
  });

  it("with a journal that fails before the request: the secret is not spent", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const full = new StorageUnavailableError({ message: "disk full" });
    const journal = { ...createMemoryRefreshJournal(), begin: () => Promise.reject(full) };
    await expect(world.startProcess({ journal }).use(key, { signal })).rejects.toBe(full);
    expect(world.sent).toEqual([]);
  });

  it("with a journal that fails after the answer: the store still gets it", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const full = new StorageUnavailableError({ message: "disk full" });
    const journal = { ...createMemoryRefreshJournal(), received: () => Promise.reject(full) };
    await world.startProcess({ journal }).use(key, { signal });
    expect(await world.accessNow()).toBe("access-2");
    expect(world.events.map(({ kind }) => kind)).toEqual(["journal-failed", "refreshed"]);
  });
});
