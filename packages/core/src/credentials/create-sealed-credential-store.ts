import { randomInt, randomUUID } from "node:crypto";
import type Keyv from "keyv";
import { decodeCredentialRecord, encodeCredentialRecord } from "./credential-record";
import type { CredentialKey, CredentialStore } from "./credential-store";
import { CredentialUnreadableError } from "./credential-unreadable-error";
import type { GenerationPointer, GenerationPointers } from "./generation-pointers";
import { createKeyvTextStorage } from "./keyv-text-storage";
import type { SealContext } from "./seal-context";
import type { Sealer } from "./sealer";
import { storageKey } from "./storage-key";

/** A credential store whose envelopes can be re-wrapped under the newest key. */
export interface SealedCredentialStore extends CredentialStore {
  /**
   * Wraps the data keys of a connection's envelopes under the newest key of the ring. The generation
   * stays, so that a refresh under way is not disturbed. `already-newest` when there was nothing to do.
   *
   * @throws CredentialUnreadableError when an envelope does not open; nothing is changed then.
   */
  rewrap(key: CredentialKey): Promise<"rewrapped" | "already-newest" | "absent">;
}

/** What a sealed credential store is made of. */
export type SealedCredentialStoreOptions = {
  /** Holds sealed texts under keys that are written once. `throwOnErrors` must be on, `ttl` off. */
  readonly envelopes: Keyv;
  readonly pointers: GenerationPointers;
  readonly sealer: Sealer;
  /** The system's clock by default. */
  readonly now?: () => Date;
};

/** First generations are drawn, so that a writer from before a removal never matches a later one. */
const firstGenerationBelow = 2 ** 40;

/**
 * Makes a credential store out of any Keyv.
 *
 * A write seals under a name of its own, then moves the pointer. A crash between the two leaves a
 * sealed envelope that nothing names, and the old credential in force. The envelope before the current
 * one is kept until the next write. While a removal runs, a read may find the credential `missing`.
 *
 * @throws ConfigurationError when the Keyv would hide failures or forget entries.
 */
export function createSealedCredentialStore(
  options: SealedCredentialStoreOptions,
): SealedCredentialStore {
  const { pointers, sealer, now = () => new Date() } = options;
  const envelopes = createKeyvTextStorage(options.envelopes, "envelopes");

  return {
    async read(key) {
      for (;;) {
        const pointer = await pointers.read(key);
        if (pointer === null) return null;
        const sealed = await envelopes.get(envelopeKey(key, pointer.envelopeId));
        if (sealed !== null) return open(key, pointer, sealed);
        // Two writes may have passed between the two reads; only a pointer that stays put is broken.
        const again = await pointers.read(key);
        if (again?.envelopeId === pointer.envelopeId) throw missing(key);
      }
    },

    async write(key, credential, { expectedGeneration }) {
      const current = await pointers.read(key);
      if ((current?.generation ?? null) !== expectedGeneration) return { kind: "conflict" };
      const generation =
        current === null ? randomInt(1, firstGenerationBelow) : current.generation + 1;
      const next: GenerationPointer = {
        generation,
        envelopeId: randomUUID(),
        previousEnvelopeId: current?.envelopeId ?? null,
      };
      const text = encodeCredentialRecord({ credential, storedAt: now() });
      const sealed = sealer.seal(text, contextOf(key, generation));
      // The one before the previous goes first: a failure to delete it then fails the write cleanly.
      await deleteEnvelope(key, current?.previousEnvelopeId ?? null);
      await envelopes.set(envelopeKey(key, next.envelopeId), sealed);
      if (await pointers.advance(key, expectedGeneration, next)) {
        return { kind: "stored", generation };
      }
      await deleteEnvelope(key, next.envelopeId);
      return { kind: "conflict" };
    },

    async remove(key) {
      for (;;) {
        const pointer = await pointers.read(key);
        if (pointer === null) return;
        // Envelopes first: after a crash the pointer still tells a repeated removal what to delete.
        await deleteEnvelope(key, pointer.envelopeId);
        await deleteEnvelope(key, pointer.previousEnvelopeId);
        if (await pointers.remove(key, pointer.generation)) return;
      }
    },

    async rewrap(key) {
      const pointer = await pointers.read(key);
      if (pointer === null) return "absent";
      const { envelopeId, previousEnvelopeId, generation } = pointer;
      const current = await rewrapEnvelope(key, envelopeId, generation);
      const previous = await rewrapEnvelope(key, previousEnvelopeId, generation - 1);
      const after = await pointers.read(key);
      // Written back although a writer or a removal had just deleted it: nobody would ever find it.
      const named = [after?.envelopeId, after?.previousEnvelopeId];
      if (current && !named.includes(envelopeId)) await deleteEnvelope(key, envelopeId);
      if (previous && !named.includes(previousEnvelopeId)) {
        await deleteEnvelope(key, previousEnvelopeId);
      }
      return current || previous ? "rewrapped" : "already-newest";
    },
  };

  async function deleteEnvelope(key: CredentialKey, envelopeId: string | null): Promise<void> {
    if (envelopeId !== null) await envelopes.delete(envelopeKey(key, envelopeId));
  }

  async function rewrapEnvelope(
    key: CredentialKey,
    envelopeId: string | null,
    generation: number,
  ): Promise<boolean> {
    if (envelopeId === null) return false;
    const sealed = await envelopes.get(envelopeKey(key, envelopeId));
    if (sealed === null) return false;
    const rewrapped = sealer.rewrap(sealed, contextOf(key, generation));
    if (rewrapped === sealed) return false;
    await envelopes.set(envelopeKey(key, envelopeId), rewrapped);
    return true;
  }

  function open(key: CredentialKey, { generation }: GenerationPointer, sealed: string) {
    const record = decodeCredentialRecord(sealer.open(sealed, contextOf(key, generation)));
    if (record !== null) return { ...record, generation };
    throw new CredentialUnreadableError({
      reason: "malformed",
      keyId: sealer.keyIdOf(sealed),
      message: `The stored credential of connection "${key.connectionId}" opens, but is not of a version this release knows. Upgrade to the release that wrote it.`,
    });
  }
}

function contextOf(key: CredentialKey, generation: number): SealContext {
  const { tenantId, connectionId: recordId } = key;
  return { purpose: "credential", tenantId, recordId, kind: "oauth", generation };
}

function envelopeKey(key: CredentialKey, envelopeId: string): string {
  return `envelope/${storageKey(key)}/${envelopeId}`;
}

function missing(key: CredentialKey): CredentialUnreadableError {
  return new CredentialUnreadableError({
    reason: "missing",
    keyId: null,
    message: `The credential of connection "${key.connectionId}" is recorded but not in the storage. Restore the storage of envelopes from a backup, or disconnect the account and connect it again.`,
  });
}
