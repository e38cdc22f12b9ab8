import { abortable } from "./abortable";
import { createSystemClock } from "./clock";
import type { CredentialKey, StoredCredential } from "./credential-store";
import type { Lock } from "./locker";
import { type RefreshRecovery, recoverRefreshes } from "./recover-refreshes";
import { isFresh, isUsable } from "./refresh-due";
import { createMemoryRefreshJournal } from "./refresh-journal";
import { callTimeoutMs, notConnected, refreshOnce } from "./refresh-once";
import type { RefreshHost, RefreshWish } from "./refresh-work";
import { StorageUnavailableError } from "./storage-unavailable-error";

/** Credentials of one connection, as the pipeline asks for them. */
export type ConnectionCredentials = {
  current(signal: AbortSignal): Promise<StoredCredential>;
  refresh(staleGeneration: number, signal: AbortSignal): Promise<StoredCredential>;
};

/** Hands out credentials that work, refreshing each at most once at a time over all processes. */
export interface CredentialAccess {
  /**
   * A credential with time left: at least five minutes or a tenth of its life, or
   * `minimumRemainingMs` when that is more. While the platform is down, one that still works.
   *
   * @throws AuthorizationRequiredError when only the owner can help.
   * @throws PlatformUnavailableError, RateLimitError when it had to be refreshed and could not be now.
   * @throws CredentialUnreadableError, StorageUnavailableError from the store; the account stays connected.
   */
  use(
    key: CredentialKey,
    options: { readonly minimumRemainingMs?: number; readonly signal: AbortSignal },
  ): Promise<StoredCredential>;
  /**
   * Refreshes because the platform refused `staleGeneration`; answers the newer one when there is one.
   *
   * @throws as `use`, but never answers the refused generation.
   */
  refreshNow(
    key: CredentialKey,
    staleGeneration: number,
    signal: AbortSignal,
  ): Promise<StoredCredential>;
  /**
   * Refreshes `generation` before anybody needs it, when it is still the current one. A failure that
   * may pass leaves everything as it is and answers the old credential.
   *
   * @throws AuthorizationRequiredError when only the owner can help; otherwise as `use`.
   */
  refreshAhead(
    key: CredentialKey,
    generation: number,
    signal: AbortSignal,
  ): Promise<StoredCredential>;
  /** The same, bound to one connection: what a pipeline is given. */
  forConnection(key: CredentialKey): ConnectionCredentials;
  /**
   * Runs `work` while nobody refreshes this connection: to disconnect it, or to replace its
   * credential.
   *
   * @throws StorageUnavailableError when a refresh holds it for longer than 20 s.
   */
  exclusively<T>(key: CredentialKey, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
  /** Carries answers from before a crash into the store. Run it before anything else. */
  recover(): Promise<RefreshRecovery>;
  /** Resolves when no refresh is under way: wait for it before the process ends. */
  drain(): Promise<void>;
}

/** What an access is made of; clock, journal and listener have defaults for small hosts. */
export type CredentialAccessOptions = Pick<RefreshHost, "store" | "locker" | "connectorFor"> &
  Partial<Pick<RefreshHost, "clock" | "journal" | "onEvent">>;

const leaseTimes = { ttlMs: 60_000, waitMs: 20_000 };
/** How often a waiting process looks whether somebody else has brought a newer generation. */
const lookEveryMs = 250;
/** After a failure the old access secret is used for so long without asking the platform again. */
const coolDownMs = 30_000;

/**
 * Makes a credential access. Without a `journal` it uses one in memory, which loses an account when
 * the process dies between a platform's answer and the store.
 */
export function createCredentialAccess(options: CredentialAccessOptions): CredentialAccess {
  const host: RefreshHost = {
    ...options,
    clock: options.clock ?? createSystemClock(),
    journal: options.journal ?? createMemoryRefreshJournal(),
    onEvent: options.onEvent ?? (() => undefined),
  };
  const flights = new Map<string, Promise<StoredCredential>>();
  const coolUntil = new Map<string, number>();

  const access: CredentialAccess = {
    async use(key, { minimumRemainingMs = 0, signal }) {
      const isStale = (stored: StoredCredential) => {
        const now = host.clock.now();
        if (isFresh(stored, now, minimumRemainingMs)) return false;
        const cooling = (coolUntil.get(nameOf(key)) ?? 0) > now.getTime();
        return !(cooling && isUsable(stored, now));
      };
      const stored = await abortable(readOrThrow(key), signal);
      if (!isStale(stored)) return stored;
      return abortable(fly(key, { isStale, accessRefused: false }), signal);
    },

    async refreshNow(key, staleGeneration, signal) {
      const wish: RefreshWish = {
        isStale: ({ generation }) => generation === staleGeneration,
        accessRefused: true,
      };
      for (;;) {
        // A flight of another caller may be content with the generation that was refused; ours never is.
        const stored = await abortable(fly(key, wish), signal);
        if (!wish.isStale(stored)) return stored;
      }
    },

    refreshAhead(key, generation, signal) {
      const isStale = (stored: StoredCredential) => stored.generation === generation;
      return abortable(fly(key, { isStale, accessRefused: false }), signal);
    },

    forConnection: (key) => ({
      current: (signal) => access.use(key, { signal }),
      refresh: (staleGeneration, signal) => access.refreshNow(key, staleGeneration, signal),
    }),

    async exclusively(key, signal, work) {
      const lock = await host.locker.acquire(leaseName(key), { ...leaseTimes, signal });
      if (lock === null) throw busy(key);
      try {
        return await work();
      } finally {
        await lock.release();
      }
    },

    recover: () => recoverRefreshes(host),

    async drain() {
      while (flights.size > 0) await Promise.allSettled(flights.values());
    },
  };
  return access;

  /** Joins the refresh under way in this process, or starts one. */
  function fly(key: CredentialKey, wish: RefreshWish): Promise<StoredCredential> {
    const name = nameOf(key);
    const under = flights.get(name);
    if (under !== undefined) return under;
    const flight = underLease(key, wish).finally(() => flights.delete(name));
    flights.set(name, flight);
    // Every caller may have gone by the time it fails.
    flight.catch(() => undefined);
    return flight;
  }

  async function underLease(key: CredentialKey, wish: RefreshWish): Promise<StoredCredential> {
    for (let waitedMs = 0; waitedMs < leaseTimes.waitMs; waitedMs += lookEveryMs) {
      const { signal } = new AbortController();
      const request = { ttlMs: leaseTimes.ttlMs, waitMs: lookEveryMs, signal };
      const lock = await host.locker.acquire(leaseName(key), request);
      if (lock !== null) return refreshHolding(lock, key, wish);
      // A holder that died after it stored the result would keep us waiting for nothing.
      const stored = await readOrThrow(key);
      if (!wish.isStale(stored)) return stored;
    }
    return withoutLease(key, wish);
  }

  async function refreshHolding(
    lock: Lock,
    key: CredentialKey,
    wish: RefreshWish,
  ): Promise<StoredCredential> {
    const heldSince = host.clock.now().getTime();
    const coversACall = () => {
      const heldMs = host.clock.now().getTime() - heldSince;
      return !lock.lost.aborted && heldMs < leaseTimes.ttlMs - callTimeoutMs;
    };
    try {
      const stored = await readOrThrow(key);
      if (!wish.isStale(stored)) return stored;
      const result = await refreshOnce(host, key, stored, wish, { coversACall });
      if (result.generation !== stored.generation) coolUntil.delete(nameOf(key));
      else coolUntil.set(nameOf(key), host.clock.now().getTime() + coolDownMs);
      return result;
    } finally {
      await lock.release();
    }
  }

  /** Somebody else has been refreshing for longer than we can wait. */
  async function withoutLease(key: CredentialKey, wish: RefreshWish): Promise<StoredCredential> {
    const stored = await readOrThrow(key);
    const usable = isUsable(stored, host.clock.now()) && !wish.accessRefused;
    if (usable || !wish.isStale(stored)) return stored;
    throw busy(key);
  }

  async function readOrThrow(key: CredentialKey): Promise<StoredCredential> {
    const stored = await host.store.read(key);
    if (stored === null) throw notConnected(key);
    return stored;
  }
}

function nameOf({ tenantId, connectionId }: CredentialKey): string {
  return JSON.stringify([tenantId, connectionId]);
}

function leaseName(key: CredentialKey): string {
  return `credential/${nameOf(key)}`;
}

function busy(key: CredentialKey): StorageUnavailableError {
  return new StorageUnavailableError({
    message: `Connection "${key.connectionId}" is being refreshed by another process for longer than ${leaseTimes.waitMs / 1000} s. Nothing was changed; repeat in a minute.`,
  });
}
