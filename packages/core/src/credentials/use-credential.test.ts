import { describe, expect, it } from "vitest";
import { createWorld, down, hour, key, lost, signal } from "../../test/credential-world";

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

describe("refreshing ahead", () => {
  it("renews a credential that still has all its time, once", async () => {
    const world = createWorld();
    await world.connect();
    const { generation } = (await world.store.read(key)) ?? { generation: 0 };
    const [one, other] = [world.startProcess(), world.startProcess()];
    const renewed = await Promise.all([
      one.refreshAhead(key, generation, signal),
      other.refreshAhead(key, generation, signal),
    ]);
    expect(renewed.map((stored) => stored.generation)).toEqual([generation + 1, generation + 1]);
    expect(world.sent).toEqual(["refresh-1"]);
  });

  it("changes nothing when it fails for now, and sends no secret again whose answer was lost", async () => {
    const world = createWorld();
    await world.connect();
    const { generation } = (await world.store.read(key)) ?? { generation: 0 };
    world.answerWith(lost);
    const access = world.startProcess();
    for (let time = 0; time < 3; time += 1) {
      expect((await access.refreshAhead(key, generation, signal)).generation).toBe(generation);
    }
    expect(world.sent).toEqual(["refresh-1"]);
  });
});

describe("waiting for another process", () => {
  it("ends as soon as a newer generation is there, although the lease is still held", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    // A process that was killed after it stored the result, before it gave back the lease.
    const lease = `credential/${JSON.stringify([key.tenantId, key.connectionId])}`;
    await world.locker.acquire(lease, { ttlMs: 60_000, waitMs: 0, signal });
    const use = world.startProcess().use(key, { signal });
    await world.clock.advance(1000);
    const { generation } = (await world.store.read(key)) ?? { generation: 0 };
    await world.store.write(key, world.credential(), { expectedGeneration: generation });
    await world.clock.advance(500);
    expect((await use).generation).toBe(generation + 1);
    expect(world.sent).toEqual([]);
  });

  it("gives up after 20 s, and keeps the account", async () => {
    const world = createWorld();
    await world.connect();
    await world.clock.advance(3 * hour);
    const lease = `credential/${JSON.stringify([key.tenantId, key.connectionId])}`;
    await world.locker.acquire(lease, { ttlMs: 60_000, waitMs: 0, signal });
    const use = world.startProcess().use(key, { signal });
    const failed = expect(use).rejects.toMatchObject({ code: "storage_unavailable" });
    await world.clock.advance(21_000);
    await failed;
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
