import { persistRenewed } from "./persist-renewed";
import type { RefreshHost } from "./refresh-work";

/** What a recovery found in the journal. */
export type RefreshRecovery = {
  /** Answers that reached the store only now. */
  readonly replayed: number;
  /** Entries that had been overtaken: the store has a newer generation, or the account is gone. */
  readonly discarded: number;
  /** Requests without an answer. They stay: the next refresh knows that the secret may be spent. */
  readonly unanswered: number;
};

/** Carries every answer that a journal holds into the store. */
export async function recoverRefreshes(host: RefreshHost): Promise<RefreshRecovery> {
  const counts = { replayed: 0, discarded: 0, unanswered: 0 };
  for (const { key, generation, renewed } of await host.journal.all()) {
    const current = await host.store.read(key);
    if (current?.generation !== generation) {
      counts.discarded += 1;
      await host.journal.settle(key);
      continue;
    }
    if (renewed === null) {
      counts.unanswered += 1;
      continue;
    }
    const result = await persistRenewed(host, key, generation, renewed);
    await host.journal.settle(key);
    if (result.kind === "stored") {
      counts.replayed += 1;
      host.onEvent({ kind: "replayed", key, generation: result.stored.generation });
    } else {
      counts.discarded += 1;
      host.onEvent({ kind: "conflict", key, keptGeneration: result.kept?.generation ?? null });
    }
  }
  return counts;
}
