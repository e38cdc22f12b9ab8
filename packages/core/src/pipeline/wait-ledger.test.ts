import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closeWait, emptyLedger, openWait, patienceFor, type WaitLedger } from "./wait-ledger";

const hourMs = 3_600_000;
const start = new Date("2026-11-01T00:00:00Z");
const later = (durationMs: number) => new Date(start.getTime() + durationMs);

function opened(ledger: WaitLedger, wishedMs: number, now = start) {
  const wait = openWait(ledger, {
    reason: "processing",
    wished: new Date(now.getTime() + wishedMs),
    now,
  });
  if (wait === null) throw new Error("patience was expected to be left");
  return wait;
}

describe("the ledger of waits", () => {
  it("lets a wait last as wished, and books what it took", () => {
    const { until, ledger } = opened(emptyLedger(), 5 * hourMs);

    expect(until).toEqual(later(5 * hourMs));
    expect(closeWait(ledger, until).spentMs.processing).toBe(5 * hourMs);
    expect(closeWait(ledger, later(hourMs)).spentMs.processing).toBe(hourMs);
    expect(closeWait(ledger, later(90 * hourMs)).spentMs.processing).toBe(5 * hourMs);
    expect(closeWait(ledger, later(-hourMs)).spentMs.processing).toBe(0);
  });

  it("lets nothing last longer than the patience for it", () => {
    const { until, ledger } = opened(emptyLedger(), 1_000 * hourMs);

    expect(until).toEqual(later(24 * hourMs));
    const spent = closeWait(ledger, until);
    expect(openWait(spent, { reason: "processing", wished: until, now: until })).toBeNull();
    expect(openWait(spent, { reason: "reconciling", wished: until, now: until })).not.toBeNull();
  });

  it("draws rate limits and quotas on one budget", () => {
    const first = openWait(emptyLedger(), {
      reason: "rate_limited",
      wished: later(48 * hourMs),
      now: start,
    });
    const spent = closeWait(first?.ledger ?? emptyLedger(), later(48 * hourMs));

    expect(openWait(spent, { reason: "quota_exhausted", wished: start, now: start })).toBeNull();
  });

  it.each([
    ["in the past", -hourMs, 1_000],
    ["now", 0, 1_000],
    ["at no time at all", Number.NaN, 300_000],
  ])("makes no busy loop of a wait that ends %s", (_, wishedMs, durationMs) => {
    expect(opened(emptyLedger(), wishedMs).until).toEqual(later(durationMs));
  });

  it("ends, whatever is wished for and whenever the host comes back", () => {
    const reasons = ["processing", "rate_limited", "quota_exhausted", "authorization"] as const;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            reason: fc.constantFrom(...reasons),
            wishedMs: fc.integer({ min: -hourMs, max: 100 * hourMs }),
            lateMs: fc.integer({ min: 0, max: 10 * hourMs }),
          }),
          { maxLength: 60 },
        ),
        (waits) => {
          let ledger = emptyLedger();
          let now = start;
          let waitedMs = 0;
          for (const { reason, wishedMs, lateMs } of waits) {
            ledger = closeWait(ledger, now);
            const wished = new Date(now.getTime() + wishedMs);
            const wait = openWait(ledger, { reason, wished, now });
            if (wait === null) continue;
            waitedMs += wait.until.getTime() - now.getTime();
            ledger = wait.ledger;
            now = new Date(wait.until.getTime() + lateMs);
          }
          const most = 48 + 72 + 24;
          expect(waitedMs).toBeLessThanOrEqual(most * hourMs);
          for (const spentMs of Object.values(closeWait(ledger, now).spentMs)) {
            expect(spentMs).toBeLessThanOrEqual(patienceFor("authorization"));
          }
        },
      ),
    );
  });
});
