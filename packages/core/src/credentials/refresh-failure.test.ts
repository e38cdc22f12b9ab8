import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import {
  createWorld,
  down,
  hour,
  invalidGrant,
  key,
  lost,
  signal,
} from "../../test/credential-world";
import { createSecret } from "../connector";
import { OperatorMisconfiguredError } from "../errors";
import { leaksIn } from "../testing";
import { createMemoryRefreshJournal } from "./refresh-journal";

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

describe("what a failure tells", () => {
  it.each([
    ["no connection", down],
    ["a lost answer", lost],
    ["a grant that is gone", invalidGrant],
  ] as const)("holds no secret: %s", async (_name, fails) => {
    const world = createWorld();
    const canaries = { access: "canary-access-token-1", refresh: "canary-refresh-token-1" };
    await world.connect({
      secrets: {
        access: createSecret(canaries.access),
        refresh: createSecret(canaries.refresh),
      },
    });
    await world.clock.advance(3 * hour);
    world.answerWith(fails);
    const error = await world
      .startProcess()
      .use(key, { signal })
      .catch((thrown: unknown) => thrown);
    // The proof that this test would see what is printed.
    const told = ["canary-proof", error, ...world.events];
    const printed = `${String(error)}${inspect(told, { depth: 9, showHidden: true })}${JSON.stringify(told)}`;
    expect(printed).toContain("canary-proof");
    expect(leaksIn(printed, Object.values(canaries))).toEqual([]);
  });
});
