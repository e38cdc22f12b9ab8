import type Keyv from "keyv";
import { z } from "zod";
import type { CredentialKey } from "./credential-store";
import { CredentialUnreadableError } from "./credential-unreadable-error";
import type { GenerationPointer, GenerationPointers } from "./generation-pointers";
import { createKeyvTextStorage } from "./keyv-text-storage";
import type { Locker } from "./locker";
import { storageKey } from "./storage-key";
import { StorageUnavailableError } from "./storage-unavailable-error";

const pointerSchema = z.strictObject({
  generation: z.int().positive(),
  envelopeId: z.string(),
  previousEnvelopeId: z.string().nullable(),
});

// Two round trips to a storage that answers within seconds, or is as good as down.
const lockTimes = { ttlMs: 20_000, waitMs: 20_000 };

/**
 * Generation pointers in a Keyv. Keyv cannot compare and set, so every move runs under the locker:
 * all processes that share the Keyv must share the locker too.
 *
 * Once a lock is lost (the storage took longer than 20 s) the move is refused, but a write that was
 * already on its way cannot be called back; a SQL implementation has no such gap.
 *
 * @throws ConfigurationError when the Keyv would hide failures or forget entries.
 */
export function createKeyvGenerationPointers(options: {
  readonly keyv: Keyv;
  readonly locker: Locker;
}): GenerationPointers {
  const storage = createKeyvTextStorage(options.keyv, "keyv");

  return {
    read,
    advance: (key, from, to) =>
      underLock(key, from, (name) => storage.set(name, JSON.stringify(to))),
    remove: (key, from) => underLock(key, from, (name) => storage.delete(name)),
  };

  async function read(key: CredentialKey): Promise<GenerationPointer | null> {
    const text = await storage.get(pointerKey(key));
    return text === null ? null : parsePointer(key, text);
  }

  async function underLock(
    key: CredentialKey,
    from: number | null,
    move: (name: string) => Promise<void>,
  ): Promise<boolean> {
    const signal = new AbortController().signal;
    const lock = await options.locker.acquire(pointerKey(key), { ...lockTimes, signal });
    if (lock === null) throw busy(key);
    try {
      const current = await read(key);
      if ((current?.generation ?? null) !== from) return false;
      if (lock.lost.aborted) throw busy(key);
      await move(pointerKey(key));
      return true;
    } finally {
      await lock.release();
    }
  }
}

function pointerKey(key: CredentialKey): string {
  return `pointer/${storageKey(key)}`;
}

function parsePointer(key: CredentialKey, text: string): GenerationPointer {
  try {
    return pointerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CredentialUnreadableError({
      reason: "malformed",
      keyId: null,
      message: `The pointer to the credential of connection "${key.connectionId}" is damaged. Restore the storage from a backup.`,
      cause,
    });
  }
}

function busy(key: CredentialKey): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `The credential of connection "${key.connectionId}" could not be locked in time. Nothing was changed; repeat.`,
  });
}
