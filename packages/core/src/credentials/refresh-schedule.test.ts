import { describe, expect, it } from "vitest";
import { createWorld, hour } from "../../test/credential-world";
import type { Credential } from "../connector";
import { refreshSchedule } from "./refresh-schedule";

const storedAt = new Date("2026-11-20T12:00:00Z");
const hoursOn = (hours: number) => new Date(storedAt.getTime() + hours * hour);
const day = 24;

function schedule(change: Partial<Credential["refresh"]>, expiresAt: Date | null, spread = 0) {
  const credential = createWorld().credential();
  const refresh = { ...credential.refresh, ...change };
  return refreshSchedule({ credential: { ...credential, expiresAt, refresh }, storedAt }, spread);
}

describe("the schedule of refreshes that nobody asked for", () => {
  it("is well before access ends for accounts in use, and every 30 days for the others", () => {
    const { aheadAt, idleAt } = schedule({ deadline: hoursOn(180 * day) }, hoursOn(2));
    expect(aheadAt).toEqual(hoursOn(1.6));
    expect(idleAt).toEqual(hoursOn(30 * day));
  });

  it("is spread, and only ever earlier", () => {
    const { aheadAt, idleAt } = schedule({ deadline: hoursOn(180 * day) }, hoursOn(2), 1);
    expect(aheadAt).toEqual(hoursOn(1.4));
    expect(idleAt).toEqual(hoursOn(24 * day));
  });

  it("is before the grant itself ends", () => {
    expect(schedule({ deadline: hoursOn(10 * day) }, hoursOn(2)).idleAt).toEqual(hoursOn(9 * day));
    const self = schedule({ mode: "self", notBefore: hoursOn(day) }, hoursOn(20 * day));
    expect(self.idleAt).toEqual(hoursOn(18 * day));
  });

  it("ends when the grant is about to end whatever is done", () => {
    expect(schedule({ deadline: hoursOn(0.5) }, hoursOn(0.5)).idleAt).toBeNull();
  });

  it("is never before the platform accepts it", () => {
    const { aheadAt } = schedule({ notBefore: hoursOn(1.9) }, hoursOn(2));
    expect(aheadAt).toEqual(hoursOn(1.9));
  });

  it("is none for what cannot be refreshed, and never for access that does not end", () => {
    expect(schedule({ mode: "none" }, hoursOn(2))).toEqual({ aheadAt: null, idleAt: null });
    expect(schedule({}, null)).toEqual({ aheadAt: null, idleAt: hoursOn(30 * day) });
  });
});
