import { describe, expect, it } from "vitest";
import { createTestClock } from "../../../test/test-clock";
import { type BodyPace, createBodyPace } from "./body-pace";
import type { Every } from "./every";
import { guardBody } from "./guard-body";
import { type IncomingBody, sharedBody } from "./incoming-body";

/** A timer that a test moves by hand. */
function createTestTimer() {
  const ticks = new Set<() => void>();
  const every: Every = (_intervalMs, tick) => {
    ticks.add(tick);
    return () => ticks.delete(tick);
  };
  return { every, ticks, tick: () => ticks.forEach((tick) => void tick()) };
}

/** A source that gives bytes when a test says so. */
function createTestSource() {
  let give: ((chunk: Uint8Array | null) => void) | null = null;
  let asked = 0;
  let isReturned = false;
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        asked += 1;
        return new Promise<IteratorResult<Uint8Array>>((resolve) => {
          give = (value) =>
            resolve(value === null ? { done: true, value: undefined } : { done: false, value });
        });
      },
      return: async () => {
        isReturned = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    source,
    give: (bytes: number | null) => give?.(bytes === null ? null : new Uint8Array(bytes)),
    get asked() {
      return asked;
    },
    get isReturned() {
      return isReturned;
    },
  };
}

function iterate(body: IncomingBody) {
  const iterator = body.chunks[Symbol.asyncIterator]();
  return { next: () => iterator.next(), return: () => iterator.return?.() };
}

function guarded() {
  const clock = createTestClock();
  const timer = createTestTimer();
  const source = createTestSource();
  const stop = new AbortController();
  const pace = createBodyPace(clock.now);
  const guard = { pace, every: timer.every, signal: stop.signal };
  return { clock, timer, source, stop, body: iterate(guardBody(sharedBody(source.source), guard)) };
}

describe("a guarded body", () => {
  it("passes every chunk on and stops its timer with the last", async () => {
    const { timer, source, body } = guarded();
    const chunk = body.next();
    source.give(5);
    expect((await chunk).value).toHaveLength(5);
    const end = body.next();
    source.give(null);
    expect((await end).done).toBe(true);
    expect(timer.ticks.size).toBe(0);
  });

  it("ends after 30 seconds of silence, although nothing arrives", async () => {
    const { clock, timer, source, body } = guarded();
    const waiting = body.next();
    clock.advance(29_999);
    timer.tick();
    clock.advance(1);
    timer.tick();
    await expect(waiting).rejects.toMatchObject({ code: "request_timeout" });
    expect(source.isReturned).toBe(false);
    expect(timer.ticks.size).toBe(0);
  });

  it("ends when 30 seconds bring less than 64 KB a second", async () => {
    const { clock, timer, source, body } = guarded();
    for (let second = 1; second < 30; second += 1) {
      const chunk = body.next();
      clock.advance(1000);
      timer.tick();
      source.give(60_000);
      await chunk;
    }
    const waiting = body.next();
    clock.advance(1000);
    timer.tick();
    await expect(waiting).rejects.toThrow("64000 bytes a second");
  });

  it("ends after six hours, however steadily it comes", async () => {
    const { clock, timer, source, body } = guarded();
    const sixHours = 6 * 60 * 60;
    for (let second = 10; second < sixHours; second += 10) {
      const chunk = body.next();
      clock.advance(10_000);
      timer.tick();
      source.give(1_000_000);
      await chunk;
    }
    const waiting = body.next();
    clock.advance(10_000);
    timer.tick();
    await expect(waiting).rejects.toThrow("21600 seconds");
  });

  it("does not blame the sender for the time that the store takes", async () => {
    const { clock, timer, source, body } = guarded();
    const chunk = body.next();
    source.give(64_000);
    await chunk;
    clock.advance(120_000);
    timer.tick();
    const waiting = body.next();
    timer.tick();
    source.give(1);
    expect((await waiting).done).toBe(false);
  });

  it("asks for no more than is taken", async () => {
    const { source, body } = guarded();
    const chunk = body.next();
    source.give(1);
    await chunk;
    expect(source.asked).toBe(1);
  });

  it("ends with the reason of its signal, waiting or not", async () => {
    const waits = guarded();
    const waiting = waits.body.next();
    waits.stop.abort(new Error("deleted"));
    await expect(waiting).rejects.toThrow("deleted");

    const idles = guarded();
    const chunk = idles.body.next();
    idles.source.give(1);
    await chunk;
    idles.stop.abort(new Error("deleted"));
    await expect(idles.body.next()).rejects.toThrow("deleted");
    expect(idles.source.isReturned).toBe(true);
  });

  it("lets go of its source when its reader does", async () => {
    const { source, timer, body } = guarded();
    const chunk = body.next();
    source.give(1);
    await chunk;
    await body.return();
    expect(source.isReturned).toBe(true);
    expect(timer.ticks.size).toBe(0);
  });
});

describe("a pace", () => {
  it("begins a new window after each good one", () => {
    const clock = createTestClock();
    const pace: BodyPace = createBodyPace(clock.now);
    for (let window = 0; window < 3; window += 1) {
      pace.received(64_000 * 30);
      clock.advance(29_000);
      pace.received(1);
      clock.advance(1_000);
      expect(pace.complaint()).toBeNull();
    }
    pace.received(1);
    clock.advance(29_000);
    pace.received(1);
    clock.advance(1_000);
    expect(pace.complaint()).toContain("64000");
  });
});
