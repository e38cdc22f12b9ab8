import { describe, expect, it } from "vitest";
import { createAgenda } from "./agenda";
import { createBackgroundWork } from "./background-work";
import { createSandboxClock } from "./sandbox-clock";

describe("the sandbox's clock", () => {
  it("stands still in manual mode, whatever the system does", () => {
    let system = 5000;
    const clock = createSandboxClock({ mode: "manual", startAt: 100, systemNow: () => system });
    system = 9000;
    expect(clock.now()).toBe(100);
    clock.advance(50);
    expect(clock.now()).toBe(150);
  });

  it("follows the system in real mode, plus what was advanced", () => {
    let system = 5000;
    const clock = createSandboxClock({ mode: "real", startAt: 100, systemNow: () => system });
    clock.advance(1000);
    system = 6000;
    expect(clock.now()).toBe(7000);
  });

  it("never goes back", () => {
    const clock = createSandboxClock({ mode: "manual", startAt: 0, systemNow: () => 0 });
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => clock.advance(ms)).toThrow(RangeError);
    }
  });
});

describe("the agenda", () => {
  it("runs what is due in order of its time, entries added meanwhile included", () => {
    let now = 0;
    const ran: string[] = [];
    const agenda = createAgenda(
      () => now,
      () => undefined,
    );
    agenda.at(30, "late", (at) => ran.push(`late ${at}`));
    agenda.at(10, "early", (at) => {
      ran.push(`early ${at}`);
      agenda.at(20, "added", (then) => ran.push(`added ${then}`));
    });
    agenda.at(10, "second of its time", (at) => ran.push(`second ${at}`));
    agenda.at(40, "not yet", () => ran.push("not yet"));
    agenda.at(15, "cancelled", () => ran.push("cancelled")).cancel();
    now = 30;
    agenda.runDue();
    expect(ran).toEqual(["early 10", "second 10", "added 20", "late 30"]);
    expect([agenda.nextDueAt(), agenda.size()]).toEqual([40, 1]);
  });
});

describe("background work", () => {
  it("keeps unexpected errors for whoever asks", async () => {
    const work = createBackgroundWork();
    work.start("bounded", "a test", () => Promise.reject(new Error("boom")));
    await work.idle(["bounded"]);
    const [failure] = work.takeFailures();
    expect(failure?.message).toContain("a test");
    expect(failure?.cause).toEqual(new Error("boom"));
    expect(work.takeFailures()).toEqual([]);
  });
});
