import type { Credential } from "../connector";
import type { CredentialKey } from "./credential-store";

/** A refresh that was begun and not settled. */
export type PendingRefresh = {
  readonly key: CredentialKey;
  /** The generation whose secrets were sent. */
  readonly generation: number;
  /** What came back; `null` when no answer was received, so nobody knows whether it was made. */
  readonly renewed: Credential | null;
  /**
   * Another process sent the request and may hold its answer: until this moment it is worth waiting
   * for that process instead of sending the same secret again. `null` when nobody can hold it.
   */
  readonly answerMayComeUntil: Date | null;
};

/**
 * What a process writes down around a refresh, so that a crash between the platform's answer and the
 * store loses no account. At most one entry a connection: a newer one replaces the older.
 */
export interface RefreshJournal {
  /** Before the request leaves. When it answers, the entry is durable. */
  begin(key: CredentialKey, generation: number): Promise<void>;
  /** The answer has come. When it answers, the sealed credential is durable. */
  received(key: CredentialKey, generation: number, renewed: Credential): Promise<void>;
  /** The store holds the result, or it is proven that the request changed nothing. */
  settle(key: CredentialKey): Promise<void>;
  pending(key: CredentialKey): Promise<PendingRefresh | null>;
  all(): Promise<readonly PendingRefresh[]>;
}

/**
 * A journal that lives as long as the process.
 *
 * With platforms whose refresh tokens work once, a process that dies between the answer and the store
 * (milliseconds, or as long as the store is down) loses the account with it. Hosts that keep accounts
 * for others use {@link createFileRefreshJournal}.
 */
export function createMemoryRefreshJournal(): RefreshJournal {
  const entries = new Map<string, PendingRefresh>();
  const nameOf = ({ tenantId, connectionId }: CredentialKey) =>
    JSON.stringify([tenantId, connectionId]);
  return {
    async begin(key, generation) {
      entries.set(nameOf(key), { key, generation, renewed: null, answerMayComeUntil: null });
    },
    async received(key, generation, renewed) {
      entries.set(nameOf(key), { key, generation, renewed, answerMayComeUntil: null });
    },
    async settle(key) {
      entries.delete(nameOf(key));
    },
    pending: async (key) => entries.get(nameOf(key)) ?? null,
    all: async () => [...entries.values()],
  };
}
