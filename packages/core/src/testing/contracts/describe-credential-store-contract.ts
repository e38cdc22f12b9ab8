import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CredentialKey, CredentialStore } from "../../credentials";
import { leaksIn } from "./encoded-forms";
import { revealed, sampleCredential } from "./sample-credential";

/** A credential store under test. */
export type CredentialStoreContract = {
  readonly name: string;
  /** Makes an empty store for one test. */
  createHarness(): Promise<{
    readonly store: CredentialStore;
    /** Everything that lies in the storage behind it, as one text. */
    dump(): Promise<string>;
    close(): Promise<void>;
  }>;
};

const key: CredentialKey = { tenantId: "tenant-1", connectionId: "connection-1" };

/** Pairs that collide when ids are glued together carelessly, or mean something to an adapter. */
const awkwardKeys: readonly CredentialKey[] = [
  { tenantId: "a", connectionId: "b/c" },
  { tenantId: "a/b", connectionId: "c" },
  { tenantId: "a:b", connectionId: "c" },
  { tenantId: "a", connectionId: "b:c" },
  { tenantId: "a_b", connectionId: "%" },
  { tenantId: "aXb", connectionId: "_" },
  { tenantId: "", connectionId: "ab" },
  { tenantId: 'quote"', connectionId: "new\nline" },
  { tenantId: "x".repeat(1000), connectionId: "y" },
  { tenantId: "x".repeat(1000), connectionId: "z" },
  { tenantId: "ünïcode", connectionId: "😀" },
];

/** What every {@link CredentialStore} must do. Call it in a test file of your own. */
export function describeCredentialStoreContract(contract: CredentialStoreContract): void {
  describe(`credential store contract: ${contract.name}`, () => {
    let harness: Awaited<ReturnType<CredentialStoreContract["createHarness"]>>;
    let store: CredentialStore;

    beforeEach(async () => {
      harness = await contract.createHarness();
      store = harness.store;
    });
    afterEach(() => harness.close());

    async function create(of: CredentialKey, label: string): Promise<number> {
      const options = { expectedGeneration: null };
      const result = await store.write(of, sampleCredential(label), options);
      if (result.kind !== "stored") throw new Error(`The first write of ${label} conflicted.`);
      return result.generation;
    }
    async function labelOf(of: CredentialKey): Promise<string | undefined> {
      return (await store.read(of))?.credential.facts.label;
    }

    it("answers null for what was never written", async () => {
      expect(await store.read(key)).toBeNull();
    });

    it("gives back exactly what was written: secrets, dates, nulls", async () => {
      const generation = await create(key, "one");
      const stored = await store.read(key);
      expect(stored?.generation).toBe(generation);
      expect(stored?.storedAt).toBeInstanceOf(Date);
      expect(revealed(stored?.credential ?? sampleCredential("none"))).toEqual(
        revealed(sampleCredential("one")),
      );
      const bare = {
        secrets: {},
        facts: {},
        expiresAt: null,
        grantedScopes: [],
        refresh: { mode: "none", notBefore: null, deadline: null, rotation: "none" },
      } as const;
      await store.write(key, bare, { expectedGeneration: generation });
      expect((await store.read(key))?.credential).toEqual(bare);
    });

    it("replaces only the expected generation, and the generation grows", async () => {
      const first = await create(key, "one");
      expect(await store.write(key, sampleCredential("x"), { expectedGeneration: null })).toEqual({
        kind: "conflict",
      });
      const second = await store.write(key, sampleCredential("two"), { expectedGeneration: first });
      expect(second).toMatchObject({ kind: "stored" });
      expect((await store.read(key))?.generation).toBeGreaterThan(first);
      expect(await store.write(key, sampleCredential("x"), { expectedGeneration: first })).toEqual({
        kind: "conflict",
      });
      expect(await labelOf(key)).toBe("two");
    });

    it("does not create what was expected to be there", async () => {
      const result = await store.write(key, sampleCredential("one"), { expectedGeneration: 1 });
      expect(result).toEqual({ kind: "conflict" });
      expect(await store.read(key)).toBeNull();
    });

    it("lets one of 30 writers win who create at once, and keeps the winner's credential", async () => {
      const labels = Array.from({ length: 30 }, (_, index) => `writer-${index}`);
      const results = await Promise.all(
        labels.map((label) =>
          store.write(key, sampleCredential(label), { expectedGeneration: null }),
        ),
      );
      const winners = labels.filter((_, index) => results[index]?.kind === "stored");
      expect(winners).toHaveLength(1);
      expect(await labelOf(key)).toBe(winners[0]);
    });

    it("lets one of 30 writers win who replace at once, and keeps the winner's credential", async () => {
      const expectedGeneration = await create(key, "one");
      const labels = Array.from({ length: 30 }, (_, index) => `writer-${index}`);
      const results = await Promise.all(
        labels.map((label) => store.write(key, sampleCredential(label), { expectedGeneration })),
      );
      const winners = labels.filter((_, index) => results[index]?.kind === "stored");
      expect(winners).toHaveLength(1);
      expect(await labelOf(key)).toBe(winners[0]);
    });

    it("is readable all the while it is being replaced", async () => {
      let generation = await create(key, "one");
      const replacing = (async () => {
        for (let round = 0; round < 20; round += 1) {
          const label = `round-${round}`;
          const result = await store.write(key, sampleCredential(label), {
            expectedGeneration: generation,
          });
          if (result.kind === "stored") generation = result.generation;
        }
      })();
      for (let read = 0; read < 40; read += 1) expect(await store.read(key)).not.toBeNull();
      await replacing;
      expect(await labelOf(key)).toBe("round-19");
    });

    it("keeps every connection of every tenant apart", async () => {
      for (const [index, each] of awkwardKeys.entries()) await create(each, `label-${index}`);
      for (const [index, each] of awkwardKeys.entries()) {
        expect(await labelOf(each)).toBe(`label-${index}`);
      }
      const [removed, ...others] = awkwardKeys;
      if (removed !== undefined) await store.remove(removed);
      for (const [index, each] of others.entries()) {
        expect(await labelOf(each)).toBe(`label-${index + 1}`);
      }
    });

    it("removes every generation, and removing again does nothing", async () => {
      const first = await create(key, "one");
      await store.write(key, sampleCredential("two"), { expectedGeneration: first });
      await store.remove(key);
      expect(await store.read(key)).toBeNull();
      await store.remove(key);
      expect(await harness.dump()).not.toContain("up1.");
    });

    it("never takes a writer from before a removal for one from after it", async () => {
      const before = await create(key, "before");
      await store.remove(key);
      const after = await create(key, "after");
      expect(after).not.toBe(before);
      const late = await store.write(key, sampleCredential("late"), { expectedGeneration: before });
      expect(late).toEqual({ kind: "conflict" });
      expect(await labelOf(key)).toBe("after");
    });

    it("leaves no secret in the storage, in any encoding", async () => {
      const generation = await create(key, "one");
      await store.write(key, sampleCredential("two"), { expectedGeneration: generation });
      const secrets = ["one", "two"].flatMap((label) =>
        Object.values(sampleCredential(label).secrets).map((secret) => secret.reveal()),
      );
      expect(leaksIn(await harness.dump(), secrets)).toEqual([]);
    });

    it("prints no secret of what it answers", async () => {
      await create(key, "one");
      const stored = await store.read(key);
      const printed = `${JSON.stringify(stored)}${inspect(stored, { depth: 9, showHidden: true })}`;
      const secrets = Object.values(sampleCredential("one").secrets);
      expect(
        leaksIn(
          printed,
          secrets.map((secret) => secret.reveal()),
        ),
      ).toEqual([]);
    });
  });
}
