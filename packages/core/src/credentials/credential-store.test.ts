import Keyv from "keyv";
import { describe, expect, it } from "vitest";
import { describeCredentialStoreContract, describeLockerContract } from "../testing";
import { revealed, sampleCredential } from "../testing/contracts/sample-credential";
import { createManualClock } from "../testing/create-manual-clock";
import { createKeyvCredentialStore } from "./create-keyv-credential-store";
import { createKeyvGenerationPointers } from "./create-keyv-generation-pointers";
import { createMemoryLocker } from "./create-memory-locker";
import { createSealedCredentialStore } from "./create-sealed-credential-store";
import type { GenerationPointers } from "./generation-pointers";
import { createKeyRing, type EncryptionKey } from "./key-ring";
import { createSealer } from "./sealer";

const oldKey: EncryptionKey = { id: "old", key: new Uint8Array(32).fill(1) };
const newKey: EncryptionKey = { id: "new", key: new Uint8Array(32).fill(2) };
const sealer = createSealer(createKeyRing([oldKey]));
const key = { tenantId: "tenant-1", connectionId: "connection-1" };
const other = { tenantId: "tenant-1", connectionId: "connection-2" };

function createKeyv(namespace = "credentials") {
  const map = new Map<string, string>();
  const keyv = new Keyv({ store: map, namespace, throwOnErrors: true });
  const dump = async () => JSON.stringify([...map]);
  return { map, keyv, dump };
}

describeCredentialStoreContract({
  name: "one Keyv in memory",
  async createHarness() {
    const { keyv, dump } = createKeyv();
    return {
      store: createKeyvCredentialStore({ keyv, sealer }),
      dump,
      close: () => keyv.disconnect(),
    };
  },
});

describeCredentialStoreContract({
  name: "envelopes and pointers apart",
  async createHarness() {
    const [envelopes, pointed] = [createKeyv("envelopes"), createKeyv("pointers")];
    const locker = createMemoryLocker();
    const pointers = createKeyvGenerationPointers({ keyv: pointed.keyv, locker });
    return {
      store: createSealedCredentialStore({ envelopes: envelopes.keyv, pointers, sealer }),
      dump: async () => (await envelopes.dump()) + (await pointed.dump()),
      close: async () => undefined,
    };
  },
});

describeLockerContract({
  name: "in memory",
  async createHarness() {
    const clock = createManualClock();
    const locker = createMemoryLocker(clock);
    return { lockers: [locker, locker], advance: clock.advance, close: async () => undefined };
  },
});

describe("a sealed credential store", () => {
  const expectedGeneration = null;

  it.each([
    ["hides failures", { throwOnErrors: false }, "keyv.throwOnErrors"],
    ["forgets entries", { throwOnErrors: true, ttl: 1000 }, "keyv.ttl"],
  ])("refuses a Keyv that %s", (_name, options, path) => {
    const make = () => createKeyvCredentialStore({ sealer, keyv: new Keyv(options) });
    expect(make).toThrowError(
      expect.objectContaining({
        code: "configuration_invalid",
        issues: [expect.objectContaining({ path })],
      }),
    );
  });

  it("never takes a storage that is down for one that is empty", async () => {
    const { map, keyv } = createKeyv();
    const store = createKeyvCredentialStore({ keyv, sealer });
    await store.write(key, sampleCredential("one"), { expectedGeneration });
    const down = () => {
      throw new Error("connection terminated");
    };
    Object.assign(map, { get: down, set: down, delete: down });
    const unavailable = { code: "storage_unavailable", retryable: true };
    await expect(store.read(key)).rejects.toMatchObject(unavailable);
    await expect(store.remove(key)).rejects.toMatchObject(unavailable);
    await expect(
      store.write(key, sampleCredential("two"), { expectedGeneration }),
    ).rejects.toMatchObject(unavailable);
  });

  it("fails when the storage answers that it did not store", async () => {
    const { map, keyv } = createKeyv();
    Object.assign(map, { set: () => false });
    const store = createKeyvCredentialStore({ keyv, sealer });
    const write = store.write(key, sampleCredential("one"), { expectedGeneration });
    await expect(write).rejects.toMatchObject({ code: "storage_unavailable" });
  });

  it("does not open a row that was copied from another connection", async () => {
    const { map, keyv } = createKeyv();
    const store = createKeyvCredentialStore({ keyv, sealer });
    await store.write(key, sampleCredential("one"), { expectedGeneration });
    const [first] = [...map].filter(([name]) => name.includes("envelope/"));
    await store.write(other, sampleCredential("two"), { expectedGeneration });
    const rows = [...map].filter(([name]) => name.includes("envelope/") && name !== first?.[0]);
    for (const [name] of rows) map.set(name, first?.[1] ?? "");
    await expect(store.read(other)).rejects.toMatchObject({ reason: "not_authentic" });
    expect((await store.read(key))?.credential.facts).toMatchObject({ label: "one" });
  });

  it("does not open an older generation under the pointer of a newer one", async () => {
    const { map, keyv } = createKeyv();
    const store = createKeyvCredentialStore({ keyv, sealer });
    await store.write(key, sampleCredential("one"), { expectedGeneration });
    const [before] = [...map].filter(([name]) => name.includes("envelope/"));
    const current = await store.read(key);
    await store.write(key, sampleCredential("two"), {
      expectedGeneration: current?.generation ?? null,
    });
    for (const name of map.keys()) if (name.includes("envelope/")) map.set(name, before?.[1] ?? "");
    await expect(store.read(key)).rejects.toMatchObject({ reason: "not_authentic" });
  });

  it("says that a credential is unreadable, never that it is not there", async () => {
    const { map, keyv } = createKeyv();
    const store = createKeyvCredentialStore({ keyv, sealer });
    await store.write(key, sampleCredential("one"), { expectedGeneration });
    const stranger = createKeyvCredentialStore({
      keyv,
      sealer: createSealer(createKeyRing([newKey])),
    });
    await expect(stranger.read(key)).rejects.toMatchObject({ reason: "unknown_key", keyId: "old" });
    for (const name of map.keys()) if (name.includes("envelope/")) map.delete(name);
    await expect(store.read(key)).rejects.toMatchObject({ reason: "missing" });
    for (const name of map.keys()) map.set(name, JSON.stringify({ value: "{}" }));
    await expect(store.read(key)).rejects.toMatchObject({ reason: "malformed" });
  });

  it("keeps one generation back and deletes what is older", async () => {
    const { map, keyv } = createKeyv();
    const store = createKeyvCredentialStore({ keyv, sealer });
    for (let round = 0; round < 6; round += 1) {
      const current = await store.read(key);
      await store.write(key, sampleCredential(`round-${round}`), {
        expectedGeneration: current?.generation ?? null,
      });
    }
    expect([...map.keys()].filter((name) => name.includes("envelope/"))).toHaveLength(2);
  });

  it("keeps the old credential when a write dies between envelope and pointer", async () => {
    const { keyv } = createKeyv();
    const { keyv: pointerKeyv } = createKeyv("pointers");
    const locker = createMemoryLocker();
    const pointers = createKeyvGenerationPointers({ keyv: pointerKeyv, locker });
    const dying: GenerationPointers = {
      ...pointers,
      advance: () => Promise.reject(new Error("killed")),
    };
    const store = createSealedCredentialStore({ envelopes: keyv, pointers, sealer });
    const killed = createSealedCredentialStore({ envelopes: keyv, pointers: dying, sealer });
    await store.write(key, sampleCredential("one"), { expectedGeneration });
    const { generation } = (await store.read(key)) ?? { generation: 0 };
    const write = killed.write(key, sampleCredential("two"), { expectedGeneration: generation });
    await expect(write).rejects.toThrow("killed");
    expect((await store.read(key))?.credential.facts).toMatchObject({ label: "one" });
    const retried = await store.write(key, sampleCredential("three"), {
      expectedGeneration: generation,
    });
    expect(retried).toMatchObject({ kind: "stored" });
    expect((await store.read(key))?.credential.facts).toMatchObject({ label: "three" });
  });

  it("finishes a removal that died half way", async () => {
    const { map, keyv } = createKeyv();
    const store = createKeyvCredentialStore({ keyv, sealer });
    await store.write(key, sampleCredential("one"), { expectedGeneration });
    const deleteEntry = map.delete.bind(map);
    let deletions = 0;
    Object.assign(map, {
      delete(name: string) {
        deletions += 1;
        if (deletions > 1) throw new Error("killed");
        return deleteEntry(name);
      },
    });
    await expect(store.remove(key)).rejects.toMatchObject({ code: "storage_unavailable" });
    Object.assign(map, { delete: deleteEntry });
    await store.remove(key);
    expect([...map]).toEqual([]);
  });

  it("re-wraps under the newest key, leaving generation and content as they are", async () => {
    const { keyv, dump } = createKeyv();
    const before = createKeyvCredentialStore({ keyv, sealer });
    await before.write(key, sampleCredential("one"), { expectedGeneration });
    const first = await before.read(key);
    await before.write(key, sampleCredential("two"), {
      expectedGeneration: first?.generation ?? null,
    });
    const generation = (await before.read(key))?.generation;
    const both = createSealer(createKeyRing([newKey, oldKey]));
    const store = createKeyvCredentialStore({ keyv, sealer: both });
    expect(await store.rewrap(key)).toBe("rewrapped");
    expect(await store.rewrap(key)).toBe("already-newest");
    expect(await store.rewrap(other)).toBe("absent");
    expect(await dump()).not.toContain("up1.old.");
    const after = createKeyvCredentialStore({
      keyv,
      sealer: createSealer(createKeyRing([newKey])),
    });
    const stored = await after.read(key);
    expect(stored?.generation).toBe(generation);
    expect(revealed(stored?.credential ?? sampleCredential(""))).toEqual(
      revealed(sampleCredential("two")),
    );
  });
});
