import type { WaitReason } from "./delivery-result";

const hourMs = 3_600_000;

/** What is waited for, as far as patience goes: both kinds of limits draw on one budget. */
type WaitBudget = "limits" | "authorization" | "platform" | "processing" | "reconciling";

const budgetOf: Readonly<Record<WaitReason, WaitBudget>> = {
  rate_limited: "limits",
  quota_exhausted: "limits",
  authorization: "authorization",
  platform_unavailable: "platform",
  processing: "processing",
  reconciling: "reconciling",
};

/** How long a delivery waits in all for each, before it ends in a named state (http-api.md, Posts). */
const patienceMs: Readonly<Record<WaitBudget, number>> = {
  limits: 48 * hourMs,
  authorization: 72 * hourMs,
  platform: 24 * hourMs,
  processing: 24 * hourMs,
  reconciling: 24 * hourMs,
};

/** A wait in the past would be a busy loop. */
const shortestWaitMs = 1_000;
const fallbackWaitMs = 5 * 60_000;

/**
 * How long a delivery has waited for what: JSON, kept in its state over all attempts.
 *
 * Time is added up and never given back, so that reasons which take turns cannot make a delivery wait
 * for ever, and a wait that ended early (the owner came back) costs only what it took.
 */
export type WaitLedger = {
  readonly spentMs: Readonly<Record<WaitBudget, number>>;
  /** The wait that is on; `null` while the delivery runs. Times in ISO 8601. */
  readonly open: {
    readonly reason: WaitReason;
    readonly since: string;
    readonly until: string;
  } | null;
};

/** A delivery that has not waited yet. */
export function emptyLedger(): WaitLedger {
  return {
    spentMs: { limits: 0, authorization: 0, platform: 0, processing: 0, reconciling: 0 },
    open: null,
  };
}

/** The full patience for a reason, in milliseconds. */
export function patienceFor(reason: WaitReason): number {
  return patienceMs[budgetOf[reason]];
}

/** Books the wait that is over: what passed by the clock, but never more than was meant or less than none. */
export function closeWait(ledger: WaitLedger, now: Date): WaitLedger {
  const { open, spentMs } = ledger;
  if (open === null) return ledger;
  const meantMs = Date.parse(open.until) - Date.parse(open.since);
  const passedMs = Math.min(Math.max(now.getTime() - Date.parse(open.since), 0), meantMs);
  const budget = budgetOf[open.reason];
  return { spentMs: { ...spentMs, [budget]: spentMs[budget] + passedMs }, open: null };
}

/**
 * Opens a wait until `wished`, but not beyond what is left of the patience for it; `null` when none is.
 * A moment in the past becomes one second from now.
 */
export function openWait(
  ledger: WaitLedger,
  wait: { readonly reason: WaitReason; readonly wished: Date; readonly now: Date },
): { readonly until: Date; readonly ledger: WaitLedger } | null {
  const { reason, now } = wait;
  const leftMs = patienceFor(reason) - ledger.spentMs[budgetOf[reason]];
  if (leftMs <= 0) return null;
  const wishedMs = wait.wished.getTime() - now.getTime();
  const delayMs = Number.isFinite(wishedMs) ? Math.max(wishedMs, shortestWaitMs) : fallbackWaitMs;
  const until = new Date(now.getTime() + Math.min(delayMs, leftMs));
  const open = { reason, since: now.toISOString(), until: until.toISOString() };
  return { until, ledger: { ...ledger, open } };
}
