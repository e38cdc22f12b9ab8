import type Keyv from "keyv";
import { ConfigurationError } from "../errors";
import { StorageUnavailableError } from "./storage-unavailable-error";

/** Keyv as we dare to use it: strings only, and every failure rejects. */
export type KeyvTextStorage = {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
};

/**
 * Wraps a Keyv, after refusing one that would hide failures or forget entries.
 *
 * @param option name of the option that the Keyv was given as, for the error
 * @throws ConfigurationError when `throwOnErrors` is off (a storage that is down would look like "not
 *   connected") or a default `ttl` is set (credentials would vanish).
 */
export function createKeyvTextStorage(keyv: Keyv, option: string): KeyvTextStorage {
  refuseUnsafe(keyv, option);
  return {
    async get(key) {
      const value = await guarded("read", () => keyv.get<unknown>(key));
      if (value === undefined || value === null) return null;
      if (typeof value === "string") return value;
      throw new StorageUnavailableError({
        message: `The Keyv given as "${option}" answered something else than the text that was stored. Give it a namespace that nothing else writes to, and no serializer of your own.`,
      });
    },
    async set(key, value) {
      const stored = await guarded("write", () => keyv.set(key, value));
      if (!stored) {
        throw new StorageUnavailableError({
          message: `The Keyv given as "${option}" did not store an entry. Check its adapter's limits and logs.`,
        });
      }
    },
    async delete(key) {
      await guarded("delete", () => keyv.delete(key));
    },
  };

  async function guarded<T>(action: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (cause) {
      // The cause is kept: our keys are digests and our values sealed, so it can tell no secret.
      throw new StorageUnavailableError({
        message: `The Keyv given as "${option}" could not ${action} an entry. Nothing was changed as far as we know; repeat when the storage is back.`,
        cause,
      });
    }
  }
}

function refuseUnsafe(keyv: Keyv, option: string): void {
  const issues = [
    ...(keyv.throwOnErrors
      ? []
      : [{ path: `${option}.throwOnErrors`, message: "must be true: failures would be hidden" }]),
    ...(keyv.ttl === undefined
      ? []
      : [{ path: `${option}.ttl`, message: "must not be set: credentials would vanish" }]),
  ];
  if (issues.length === 0) return;
  const list = issues.map((issue) => `${issue.path} ${issue.message}`).join("; ");
  throw new ConfigurationError({ message: `The Keyv cannot hold credentials: ${list}.`, issues });
}
