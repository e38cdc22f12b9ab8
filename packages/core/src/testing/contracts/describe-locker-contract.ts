import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Locker } from "../../credentials";

/** A locker under test. */
export type LockerContract = {
  readonly name: string;
  createHarness(): Promise<{
    /** Two lockers on the same storage, as two processes would have; the same one twice if in memory. */
    readonly lockers: readonly [Locker, Locker];
    /** Lets time pass for the lockers: on a manual clock, or by changing what the storage recorded. */
    advance(byMs: number): Promise<void>;
    close(): Promise<void>;
  }>;
};

const ttlMs = 10_000;
const { signal } = new AbortController();

/** What every {@link Locker} must do. Call it in a test file of your own. */
export function describeLockerContract(contract: LockerContract): void {
  describe(`locker contract: ${contract.name}`, () => {
    let harness: Awaited<ReturnType<LockerContract["createHarness"]>>;

    beforeEach(async () => {
      harness = await contract.createHarness();
    });
    afterEach(() => harness.close());

    const ask = (index: 0 | 1, waitMs = 0, name = "name") =>
      harness.lockers[index].acquire(name, { ttlMs, waitMs, signal });

    /** Takes the lock now, or fails the test. */
    async function take(index: 0 | 1) {
      const asked = ask(index);
      await harness.advance(0);
      const lock = await asked;
      if (lock === null) throw new Error("The lock was not free.");
      return lock;
    }
    async function isFree(index: 0 | 1): Promise<boolean> {
      const asked = ask(index);
      await harness.advance(0);
      const lock = await asked;
      await lock?.release();
      return lock !== null;
    }

    it("gives a lock to one holder at a time", async () => {
      const lock = await take(0);
      expect(await isFree(0)).toBe(false);
      expect(await isFree(1)).toBe(false);
      await lock.release();
      expect(await isFree(1)).toBe(true);
    });

    it("keeps names apart", async () => {
      const lock = await take(0);
      const other = await ask(1, 0, "another name");
      expect(other).not.toBeNull();
      await other?.release();
      await lock.release();
    });

    it("hands over to whoever waits when it is released", async () => {
      const lock = await take(0);
      const waiting = ask(1, 5000);
      await harness.advance(100);
      await lock.release();
      await harness.advance(1000);
      const next = await waiting;
      expect(next).not.toBeNull();
      expect(next?.lost.aborted).toBe(false);
      expect(await isFree(0)).toBe(false);
      await next?.release();
      expect(await isFree(0)).toBe(true);
    });

    it("answers null when the wait was in vain", async () => {
      const lock = await take(0);
      const waiting = ask(1, 2000);
      await harness.advance(3000);
      expect(await waiting).toBeNull();
      await lock.release();
      expect(await isFree(1)).toBe(true);
    });

    it("loses a lock that is held too long, tells its holder, and gives it to the next", async () => {
      const crashed = await take(0);
      await harness.advance(ttlMs + 1000);
      expect(crashed.lost.aborted).toBe(true);
      const next = await take(1);
      await crashed.release();
      expect(await isFree(0)).toBe(false);
      expect(next.lost.aborted).toBe(false);
      await next.release();
    });

    it("may be released twice without freeing somebody else's lock", async () => {
      const first = await take(0);
      await first.release();
      const second = await take(1);
      await first.release();
      expect(await isFree(0)).toBe(false);
      await second.release();
    });

    it("lets a waiting caller give up, with his own reason, and nobody else is disturbed", async () => {
      const lock = await take(0);
      const leaving = new AbortController();
      const given = harness.lockers[1].acquire("name", {
        ttlMs,
        waitMs: 5000,
        signal: leaving.signal,
      });
      const gaveUp = expect(given).rejects.toThrow("gave up");
      const staying = ask(0, 5000);
      await harness.advance(100);
      leaving.abort(new Error("gave up"));
      await harness.advance(100);
      await gaveUp;
      await lock.release();
      await harness.advance(1000);
      const next = await staying;
      expect(next).not.toBeNull();
      await next?.release();
      expect(await isFree(1)).toBe(true);
    });

    it("refuses a caller who has given up before asking", async () => {
      const aborted = AbortSignal.abort(new Error("too late"));
      const asked = harness.lockers[0].acquire("name", { ttlMs, waitMs: 0, signal: aborted });
      await expect(asked).rejects.toThrow("too late");
      expect(await isFree(1)).toBe(true);
    });

    it("lets 20 callers in one by one", async () => {
      let inside = 0;
      let most = 0;
      let entered = 0;
      const callers = Array.from({ length: 20 }, async (_, index) => {
        const lock = await ask(index % 2 === 0 ? 0 : 1, 9000);
        if (lock === null) throw new Error("A caller was not let in.");
        inside += 1;
        entered += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        await lock.release();
      });
      for (let turn = 0; turn < 80; turn += 1) await harness.advance(100);
      await Promise.all(callers);
      expect([entered, most]).toEqual([20, 1]);
    });
  });
}
