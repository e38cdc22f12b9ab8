import type { TiktokSandbox } from "@upload-post/tiktok-sandbox";
import { hasEnded, type LedgerEntry } from "./ledger";

/** What became of the posts of a proof, by the platform's own record. */
export type Account = {
  readonly figures: {
    readonly posts: number;
    readonly byKind: Readonly<Record<string, number>>;
    readonly outcomes: Readonly<Record<string, number>>;
    readonly failures: Readonly<Record<string, number>>;
    readonly commits: number;
    readonly lost: number;
    readonly duplicated: number;
    readonly misreported: number;
    readonly stuck: number;
    readonly unconfirmed: number;
    readonly slowestPostMs: number;
  };
  /** One sentence for every post that is not as it must be. */
  readonly faults: readonly string[];
};

/** Where the platform cannot be asked what came of a call: it is the call that makes the handle. */
const kindsWithoutQuestion: ReadonlySet<string> = new Set(["photos"]);

/** Holds the ledger against the platform's record: what was accepted, what is shown, what is there. */
export function accountForPosts(
  ledger: readonly LedgerEntry[],
  sandbox: Pick<TiktokSandbox, "inspect">,
): Account {
  const commitsOf = countCommits(sandbox);
  const counts = { lost: 0, duplicated: 0, misreported: 0, stuck: 0, unconfirmed: 0 };
  const faults: string[] = [];
  const fault = (name: keyof typeof counts, entry: LedgerEntry, what: string) => {
    counts[name] += 1;
    faults.push(`${entry.reference} (${entry.kind}, ${entry.postId ?? "no post"}) ${what}`);
  };
  let commits = 0;
  for (const entry of ledger) {
    const made = Math.max(0, ...entry.digests.map((digest) => commitsOf.get(digest) ?? 0));
    commits += made;
    const { delivery } = entry;
    if (made > 1) fault("duplicated", entry, `is there ${made} times.`);
    if (entry.trouble !== null) fault("lost", entry, `was given up: ${entry.trouble}`);
    else if (delivery === null || !hasEnded(delivery)) {
      fault("stuck", entry, `still is ${delivery?.status ?? "not shown"} (${delivery?.detail}).`);
    } else if (delivery.status === "unconfirmed") {
      counts.unconfirmed += 1;
      if (!kindsWithoutQuestion.has(entry.kind)) {
        faults.push(`${entry.reference} (${entry.kind}) is unconfirmed: ${delivery.detail}`);
      }
    } else if (delivery.status === "published" || delivery.status === "in_inbox") {
      if (made === 0) fault("lost", entry, `is shown as ${delivery.status} and is not there.`);
    } else if (made > 0) {
      fault("misreported", entry, `is shown as ${delivery.status} and is there.`);
    } else if (delivery.status === "canceled" && entry.kind !== "canceled") {
      fault("lost", entry, `was canceled by nobody: ${delivery.detail}`);
    } else if (delivery.status === "failed" && !isPlatformsFailure(delivery.error)) {
      fault("lost", entry, `failed: ${delivery.error}`);
    }
  }
  const ends = ledger.flatMap(({ acceptedAt, endedAt, kind }) =>
    acceptedAt === null || endedAt === null || kind === "scheduled" ? [] : endedAt - acceptedAt,
  );
  return {
    figures: {
      posts: ledger.length,
      byKind: countBy(ledger, ({ kind }) => kind),
      outcomes: countBy(ledger, ({ delivery }) => delivery?.status ?? "none"),
      failures: countBy(
        ledger.filter(({ delivery }) => delivery?.status === "failed"),
        ({ kind, delivery }) => `${kind}: ${delivery?.error}`,
      ),
      commits,
      ...counts,
      slowestPostMs: Math.max(0, ...ends),
    },
    faults,
  };
}

/** The platform has taken the post and then refused it, which it says; nothing of it is there. */
function isPlatformsFailure(code: string | null): boolean {
  return code === "media_rejected" || code === "publish_failed";
}

/** Posts by the digest of their media; what the platform itself ended as failed is no post. */
function countCommits({ inspect }: Pick<TiktokSandbox, "inspect">): Map<string, number> {
  const tasks = new Map(inspect.tasks().map((task) => [task.publishId, task]));
  const counts = new Map<string, number>();
  for (const { publishId } of inspect.commits()) {
    const task = tasks.get(publishId);
    if (task === undefined || task.status === "FAILED") continue;
    for (const digest of new Set(task.media.map(({ sha256 }) => sha256))) {
      counts.set(digest, (counts.get(digest) ?? 0) + 1);
    }
  }
  return counts;
}

/** How many there are of each. */
export function countBy<Item>(
  items: readonly Item[],
  name: (item: Item) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1;
  return counts;
}
