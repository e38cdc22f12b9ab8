import { type Connector, type Credential, createSecret } from "../src/connector";
import { createCredentialAccess } from "../src/credentials/create-credential-access";
import { createKeyvCredentialStore } from "../src/credentials/create-keyv-credential-store";
import { createMemoryLocker } from "../src/credentials/create-memory-locker";
import type { CredentialEvent } from "../src/credentials/credential-event";
import type { CredentialStore } from "../src/credentials/credential-store";
import { createKeyRing } from "../src/credentials/key-ring";
import type { Locker } from "../src/credentials/locker";
import {
  createMemoryRefreshJournal,
  type RefreshJournal,
} from "../src/credentials/refresh-journal";
import { createSealer } from "../src/credentials/sealer";
import { AuthorizationRequiredError, PlatformUnavailableError } from "../src/errors";
import { createManualClock } from "../src/testing/create-manual-clock";

/** In milliseconds. */
export const hour = 60 * 60 * 1000;
/** The connection of these tests. */
export const key = { tenantId: "tenant-1", connectionId: "connection-1" };
/** Never aborted. */
export const { signal } = new AbortController();
type Refresh = Connector["authorization"]["refresh"];

function createGate() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve: () => resolve() };
}

/** One store and platform, and as many processes as a test wants. */
export function createWorld() {
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
    locker,
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

/** Connector answers: the answer was lost. */
export const lost = () =>
  Promise.reject(new PlatformUnavailableError({ effect: "possible", message: "answer lost" }));
/** No connection. */
export const down = () =>
  Promise.reject(new PlatformUnavailableError({ effect: "none", message: "refused" }));
/** The platform proves that the grant is gone. */
export const invalidGrant = () =>
  Promise.reject(new AuthorizationRequiredError({ reason: "revoked", message: "invalid_grant" }));
