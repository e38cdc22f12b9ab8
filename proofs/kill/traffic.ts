import { setTimeout as sleep } from "node:timers/promises";
import type { Agent } from "./agent";
import { createEntry, isCanceling, type LedgerEntry, type PostKind } from "./ledger";
import { followToEnd, makePost } from "./make-post";
import type { PlatformWorld } from "./platform-world";
import type { Random } from "./random";

/** Posts that are made all the time, by agents that know nothing of the kills. */
export type Traffic = {
  readonly ledger: readonly LedgerEntry[];
  /** How often an owner had to consent again. */
  readonly reconnections: () => number;
  /** Makes no more, and waits until what was accepted has ended or is canceling, but not for ever. */
  readonly end: (patienceMs: number) => Promise<void>;
  /** What is canceling: it ends when the platform's addresses are dead. */
  readonly canceling: () => readonly LedgerEntry[];
  /** Waits until what is canceling has ended, but not for ever. */
  readonly endCanceling: (patienceMs: number) => Promise<void>;
};

/** What is made, by weight. The large ones are counted apart: each is 64 MB. */
const mix: readonly PostKind[] = [
  ...Array<PostKind>(7).fill("video"),
  ...Array<PostKind>(4).fill("draft"),
  ...Array<PostKind>(4).fill("photos"),
  ...Array<PostKind>(2).fill("scheduled"),
  ...Array<PostKind>(6).fill("canceled"),
];

const LOOK_EVERY_MS = 1_000;

/** Starts `atOnce` agents that make one post after the other. */
export function startTraffic(options: {
  readonly agent: Agent;
  readonly world: PlatformWorld;
  readonly connections: readonly string[];
  readonly random: Random;
  readonly atOnce: number;
  readonly large: number;
}): Traffic {
  const { agent, world, connections, random, atOnce } = options;
  const ledger: LedgerEntry[] = [];
  const giveUp = new AbortController();
  let isEnding = false;
  let reconnections = 0;
  const post = async (kind: PostKind) => {
    const reference = `proof-${ledger.length + 1}`;
    const connection = connections[ledger.length % connections.length] ?? "";
    const entry = createEntry(reference, kind);
    ledger.push(entry);
    await makePost({ agent, connection, random, giveUp: giveUp.signal }, entry);
  };
  const keepPosting = async () => {
    while (!isEnding) await post(random.pick(mix));
  };
  const postLarge = async () => {
    for (let count = 0; count < options.large && !isEnding; count += 1) await post("large");
  };
  /** Owners look after their accounts until they are sent away. */
  const bringOwner = () => {
    let isGone = false;
    const look = async () => {
      while (!isGone) {
        await sleep(LOOK_EVERY_MS);
        try {
          reconnections += await world.reconnect(agent);
        } catch {
          // The gateway died under the owner's hands; the owner opens the link again.
        }
      }
    };
    const looking = look();
    return {
      async sendAway() {
        isGone = true;
        await looking;
      },
    };
  };
  const canceling = () =>
    ledger.filter(({ delivery }) => delivery !== null && isCanceling(delivery));
  const posting = [...Array.from({ length: atOnce }, keepPosting), postLarge()];
  const owner = bringOwner();
  return {
    ledger,
    reconnections: () => reconnections,
    canceling,
    async endCanceling(patienceMs) {
      const signal = AbortSignal.timeout(patienceMs);
      const ownerAgain = bringOwner();
      try {
        await Promise.all(canceling().map((entry) => followToEnd(agent, entry, signal)));
      } finally {
        await ownerAgain.sendAway();
      }
    },
    async end(patienceMs) {
      isEnding = true;
      const timer = setTimeout(() => giveUp.abort(), patienceMs);
      await Promise.all(posting);
      clearTimeout(timer);
      await owner.sendAway();
    },
  };
}
