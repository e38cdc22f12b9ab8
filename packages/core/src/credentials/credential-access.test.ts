import { describe, expect, it } from "vitest";
import { type Connector, type Credential, createSecret } from "../connector";
import {
  AuthorizationRequiredError,
  OperatorMisconfiguredError,
  PlatformUnavailableError,
} from "../errors";
import { createManualClock } from "../testing/create-manual-clock";
import { createCredentialAccess } from "./create-credential-access";
import { createKeyvCredentialStore } from "./create-keyv-credential-store";
import { createMemoryLocker } from "./create-memory-locker";
import type { CredentialEvent } from "./credential-event";
import type { CredentialStore } from "./credential-store";
import { createKeyRing } from "./key-ring";
import type { Locker } from "./locker";
import { createMemoryRefreshJournal, type RefreshJournal } from "./refresh-journal";
import { createSealer } from "./sealer";
import { StorageUnavailableError } from "./storage-unavailable-error";

const hour = 60 * 60 * 1000;
const key = { tenantId: "tenant-1", connectionId: "connection-1" };
const { signal } = new AbortController();
type Refresh = Connector["authorization"]["refresh"];

function createGate() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

/** One store and platform, and as many processes as a test wants. */
function createWorld() {
  const clock = createManualClock();
  const memoryLocker = createMemoryLocker(clock);
  const leases: string[] = [];
  const locker: Locker = {
    acquire(name, request) {
      leases.push(name);
      return memoryLocker.acquire(name, request);
    },
  };
  const sealer = createSealer(createKeyRing([{ id: "k", key: new Uint8Array(32).fill(7) }]));
  const store = createKeyvCredentialStore({ sealer, now: clock.now });
  const events: CredentialEvent[] = [];
  const sent: string[] = [];
  let serial = 0;
  let answer: Refresh = rotate;

  function credential(change: Partial<Credential> = {}): Credential {
    serial += 1;
    return {
      secrets: {
        access: createSecret(`access-${serial}`),
        refresh: createSecret(`refresh-${serial}`),
      },
      facts: {},
      expiresAt: new Date(clock.now().getTime() + 2 * hour),
      grantedScopes: ["post"],
      refresh: { mode: "token", notBefore: null, deadline: null, rotation: "single-use" },
      ...change,
    };
  }
  async function rotate({ credential: old }: Parameters<Refresh>[0]): Promise<Credential> {
    return credential({ refresh: old.refresh });
  }
  const refresh: Refresh = (request) => {
    sent.push(request.credential.secrets.refresh?.reveal() ?? "");
    return answer(request);
  };
  function authorization(): Connector["authorization"] {
    const unused = async () => Promise.reject(new Error("not part of this test"));
    return {
      refresh,
      registrationKey: () => null,
      begin: unused,
      complete: unused,
      revoke: unused,
      identify: unused,
    };
  }

  return {
    clock,
    leases,
    store,
    events,
    sent,
    credential,
    rotate,
    answerWith(next: Refresh) {
      answer = next;
    },
    /** Lets the platform answer only when the gate opens. */
    holdAnswers(next: Refresh) {
      const reached = createGate();
      const opened = createGate();
      answer = async (request) => {
        reached.resolve();
        await opened.promise;
        return next(request);
      };
      return { reached: reached.promise, open: opened.resolve };
    },
    /** A process of its own: only store, locker and platform are shared. */
    startProcess(own: { store?: CredentialStore; journal?: RefreshJournal } = {}) {
      return createCredentialAccess({
        store: own.store ?? store,
        locker,
        clock,
        journal: own.journal ?? createMemoryRefreshJournal(),
        connectorFor: async () => ({ id: "memory", authorization: authorization() }),
        onEvent: (event) => events.push(event),
      });
    },
    async connect(change: Partial<Credential> = {}) {
      await store.write(key, credential(change), { expectedGeneration: null });
    },
    async accessNow() {
      return (await store.read(key))?.credential.secrets.access?.reveal();
    },
  };
}

const lost = () =>
  Promise.reject(new PlatformUnavailableError({ effect: "possible", message: "answer lost" }));
const down = () =>
  Promise.reject(new PlatformUnavailableError({ effect: "none", message: "refused" }));
const invalidGrant = () =>
  Promise.reject(new AuthorizationRequiredError({ reason: "revoked", message: "invalid_grant" }));

describe("using a credential", () => {
  it("answers the stored one without asking the platform while it has time left", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 13 * 60_000);
    const used = await world.startProcess().use(key, { signal });
    expect(used.credential.secrets.access?.reveal()).toBe("access-1");
    expect(world.sent).toEqual([]);
  });

  it("refreshes in the last tenth of its life, and stores before it answers", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 12 * 60_000);
    const used = await world.startProcess().use(key, { signal });
    expect(used.credential.secrets.access?.reveal()).toBe("access-2");
    expect(await world.accessNow()).toBe("access-2");
    expect(used.generation).toBe((await world.store.read(key))?.generation);
  });

  it("refreshes earlier for a caller that needs more time, but not for ever", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(hour);
    const access = world.startProcess();
    await access.use(key, { signal, minimumRemainingMs: hour });
    expect(world.sent).toHaveLength(1);
    await access.use(key, { signal, minimumRemainingMs: 100 * hour });
    expect(world.sent).toHaveLength(1);
  });

  it("does not refresh a credential of four minutes on every use", async () => {
    const world = createWorld();
    await world.connect({ expiresAt: new Date(world.clock.now().getTime() + 4 * 60_000) });
    await world.startProcess().use(key, { signal });
    expect(world.sent).toEqual([]);
  });

  it("asks once for 100 callers in one process", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const access = world.startProcess();
    const uses = Array.from({ length: 100 }, () => access.use(key, { signal }));
    const secrets = (await Promise.all(uses)).map((used) =>
      used.credential.secrets.access?.reveal(),
    );
    expect(new Set(secrets)).toEqual(new Set(["access-2"]));
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("takes one lease for 100 callers in one process", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const access = world.startProcess();
    await Promise.all(Array.from({ length: 100 }, () => access.use(key, { signal })));
    expect(world.leases).toHaveLength(1);
  });

  it("asks once for 100 callers in four processes", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const processes = Array.from({ length: 4 }, () => world.startProcess());
    const uses = processes.flatMap((access) =>
      Array.from({ length: 25 }, () => access.use(key, { signal })),
    );
    const generations = (await Promise.all(uses)).map(({ generation }) => generation);
    expect(new Set(generations).size).toBe(1);
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("lets one caller leave without disturbing the others", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const access = world.startProcess();
    const leaving = new AbortController();
    const [left, stayed] = [
      access.use(key, { signal: leaving.signal }),
      access.use(key, { signal }),
    ];
    leaving.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    expect((await stayed).credential.secrets.access?.reveal()).toBe("access-2");
  });

  it("says that a connection without a credential has to be connected", async () => {
    const use = createWorld().startProcess().use(key, { signal });
    await expect(use).rejects.toMatchObject({ code: "authorization_revoked" });
  });

  it("refreshes a self-renewing credential only inside its window", async () => {
    const world = createWorld();
    const [start, day] = [world.clock.now().getTime(), 24 * hour];
    const expiresAt = new Date(start + 60 * day);
    const notBefore = new Date(start + day);
    await world.connect({
      expiresAt,
      refresh: { mode: "self", notBefore, deadline: expiresAt, rotation: "replace" },
    });
    const access = world.startProcess();
    await access.use(key, { signal, minimumRemainingMs: 60 * day });
    await world.clock.advance(hour);
    const stored = await world.store.read(key);
    await expect(access.refreshNow(key, stored?.generation ?? 0, signal)).rejects.toMatchObject({
      code: "authorization_revoked",
    });
    expect(world.sent).toEqual([]);
    await world.clock.advance(55 * day);
    await access.use(key, { signal });
    expect(world.sent).toHaveLength(1);
  });
});

describe("a refused access token", () => {
  it("is refreshed once, and a newer generation is taken as it is", async () => {
    const world = createWorld();
    await world.connect();
    const access = world.startProcess();
    const old = await access.use(key, { signal });
    const [first, second] = await Promise.all([
      access.refreshNow(key, old.generation, signal),
      world.startProcess().refreshNow(key, old.generation, signal),
    ]);
    expect(first.generation).toBe(second.generation);
    expect(first.generation).toBeGreaterThan(old.generation);
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("is never handed out again when the refresh fails", async () => {
    const world = createWorld();
    await world.connect();
    const { generation } = await world.startProcess().use(key, { signal });
    world.answerWith(down);
    await expect(world.startProcess().refreshNow(key, generation, signal)).rejects.toMatchObject({
      code: "platform_unavailable",
    });
  });

  it("is not answered by a flight of somebody who was content with it", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 60_000);
    const access = world.startProcess();
    const { generation } = (await world.store.read(key)) ?? { generation: 0 };
    const gate = world.holdAnswers(down);
    const use = access.use(key, { signal });
    await gate.reached;
    const refused = access.refreshNow(key, generation, signal);
    gate.open();
    expect((await use).generation).toBe(generation);
    await expect(refused).rejects.toMatchObject({ code: "platform_unavailable" });
    expect(world.sent).toHaveLength(2);
  });
});

describe("a refresh that fails", () => {
  it.each([
    ["no connection", down],
    ["a lost answer", lost],
    [
      "a wrong client secret",
      () => Promise.reject(new OperatorMisconfiguredError({ message: "client secret" })),
    ],
    ["an error of no class", () => Promise.reject(new TypeError("bug"))],
  ] as const)("leaves the account connected and the old token in use: %s", async (_name, fails) => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 60_000);
    world.answerWith(fails);
    const used = await world.startProcess().use(key, { signal });
    expect(used.credential.secrets.access?.reveal()).toBe("access-1");
    expect(world.events).toMatchObject([{ kind: "refresh-failed", stillUsable: true }]);
    await world.clock.advance(61_000);
    await expect(world.startProcess().use(key, { signal })).rejects.not.toMatchObject({
      code: "authorization_revoked",
    });
    world.answerWith(world.rotate);
    await world.startProcess().use(key, { signal });
    expect(await world.accessNow()).toBe("access-2");
  });

  it("is not repeated on every use while the old token works", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 4 * 60_000);
    world.answerWith(down);
    const access = world.startProcess();
    for (let use = 0; use < 10; use += 1) await access.use(key, { signal });
    expect(world.sent).toHaveLength(1);
    await world.clock.advance(31_000);
    await access.use(key, { signal });
    expect(world.sent).toHaveLength(2);
  });

  it("ends after 20 s without an answer, long before the lease", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    world.answerWith(({ signal: abort }) => {
      return new Promise((_, reject) =>
        abort.addEventListener("abort", () => reject(abort.reason)),
      );
    });
    const use = world.startProcess().use(key, { signal });
    const failed = expect(use).rejects.toMatchObject({
      code: "platform_unavailable",
      effect: "possible",
    });
    await world.clock.advance(20_000);
    await failed;
  });

  it("disconnects when the platform proves that the grant is gone, and keeps the envelope", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    world.answerWith(invalidGrant);
    const use = world.startProcess().use(key, { signal });
    await expect(use).rejects.toMatchObject({ code: "authorization_revoked" });
    expect(world.events.map(({ kind }) => kind)).toEqual(["revoked"]);
    expect(await world.accessNow()).toBe("access-1");
  });

  it("uses what another process stored when its own secret turns out to be spent", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    world.answerWith(async () => {
      const current = await world.store.read(key);
      const expectedGeneration = current?.generation ?? null;
      await world.store.write(key, world.credential(), { expectedGeneration });
      return invalidGrant();
    });
    const used = await world.startProcess().use(key, { signal });
    expect(used.credential.secrets.access?.reveal()).toBe("access-2");
    expect(world.events).toEqual([]);
  });

  it("keeps a newer credential that appeared meanwhile, and raises an alert", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    world.answerWith(async (request) => {
      const current = await world.store.read(key);
      const expectedGeneration = current?.generation ?? null;
      await world.store.write(key, world.credential(), { expectedGeneration });
      return world.rotate(request);
    });
    const used = await world.startProcess().use(key, { signal });
    expect(used.credential.secrets.access?.reveal()).toBe("access-2");
    expect(world.events).toMatchObject([{ kind: "conflict", keptGeneration: used.generation }]);
  });
});

describe("the lost answer of a secret that works once", () => {
  it("is not asked for again while the old access token lives, in any process of that journal", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 4 * 60_000);
    world.answerWith(lost);
    const journal = createMemoryRefreshJournal();
    await world.startProcess({ journal }).use(key, { signal });
    expect(world.events).toMatchObject([{ kind: "refresh-failed", outcomeUnknown: true }]);
    await world.clock.advance(60_000);
    await world.startProcess({ journal }).use(key, { signal });
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("is tried once more when the access token has run out, and says why the account is lost", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(2 * hour - 60_000);
    world.answerWith(lost);
    const journal = createMemoryRefreshJournal();
    await world.startProcess({ journal }).use(key, { signal });
    await world.clock.advance(2 * 60_000);
    world.answerWith(invalidGrant);
    const use = world.startProcess({ journal }).use(key, { signal });
    await expect(use).rejects.toMatchObject({
      code: "authorization_revoked",
      message: expect.stringContaining("was lost"),
    });
    expect(world.sent).toEqual(["refresh-1", "refresh-1"]);
  });

  it("comes back to life when the platform had not rotated after all", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    world.answerWith(lost);
    const journal = createMemoryRefreshJournal();
    await expect(world.startProcess({ journal }).use(key, { signal })).rejects.toMatchObject({
      code: "platform_unavailable",
    });
    world.answerWith(world.rotate);
    await world.startProcess({ journal }).use(key, { signal });
    expect(await world.accessNow()).toBe("access-2");
    expect(await journal.all()).toEqual([]);
  });
});

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

describe("exclusive work", () => {
  it("waits for a refresh under way, and a refresh waits for it", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const order: string[] = [];
    const gate = world.holdAnswers(async (request) => {
      order.push("refresh");
      return world.rotate(request);
    });
    const access = world.startProcess();
    const refreshing = access.use(key, { signal });
    await gate.reached;
    const removing = world.startProcess().exclusively(key, signal, async () => {
      order.push("remove");
      await world.store.remove(key);
    });
    gate.open();
    await Promise.all([refreshing, removing]);
    expect(order).toEqual(["refresh", "remove"]);
    expect(await world.store.read(key)).toBeNull();
    expect(world.events.map(({ kind }) => kind)).toEqual(["refreshed"]);
  });

  it("lets a process end only when its refreshes have", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const access = world.startProcess();
    const gate = world.holdAnswers(world.rotate);
    const leaving = new AbortController();
    const left = expect(access.use(key, { signal: leaving.signal })).rejects.toThrow("left");
    await gate.reached;
    leaving.abort(new Error("left"));
    await left;
    const drained = access.drain();
    gate.open();
    await drained;
    expect(await world.accessNow()).toBe("access-2");
  });
});
