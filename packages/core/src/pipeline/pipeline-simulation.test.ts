import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Simulation, simulateDelivery } from "../../test/simulation/simulate-delivery";
import type { MachineShape } from "../../test/simulation/simulated-machine";
import type { Mood } from "../../test/simulation/simulated-platform";
import type { DeliveryState } from "./delivery-state";
import { emptyLedger } from "./wait-ledger";

const shapes: fc.Arbitrary<MachineShape> = fc.record({
  transfer: fc.constantFrom("none", "offset", "parts", "whole"),
  commit: fc.constantFrom("commit", "idempotent", "last-byte"),
  polls: fc.integer({ min: 0, max: 2 }),
  amend: fc.boolean(),
  reconcile: fc.constantFrom("proof", "proof", "none"),
  declaredAs: fc.constant(null),
});

const worlds: fc.Arbitrary<Simulation> = fc.record({
  shape: shapes,
  seed: fc.integer(),
  faultRate: fc.constantFrom(0, 0.05, 0.15, 0.3, 0.6, 0.95),
});

describe("in every world of crashes, faults, zombies and clocks", () => {
  it("keeps its promises", async () => {
    const results: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { result, violations, log } = await simulateDelivery(world);
        results[result] = (results[result] ?? 0) + 1;
        expect(violations, log.slice(-60).join("\n")).toEqual([]);
      }),
      { numRuns: 600 },
    );
    // Every kind of end must have been seen, or the worlds are too kind or too cruel to prove anything.
    const kinds = ["canceled", "delivered", "failed", "unconfirmed"];
    expect(Object.keys(results).sort()).toEqual(kinds);
  }, 120_000);
});

describe("a guard that is taken away is noticed", () => {
  /** Looks for a world in which the promise breaks; the search is seeded, so that it is the same each time. */
  async function findViolation(
    world: Pick<Simulation, "missing" | "moods"> & {
      readonly shape?: Partial<MachineShape>;
      readonly faultRate?: number;
    },
    promise: RegExp,
    seeds = 400,
  ): Promise<boolean> {
    const shape: MachineShape = {
      transfer: "none",
      commit: "commit",
      polls: 1,
      amend: false,
      reconcile: "proof",
      declaredAs: null,
      ...world.shape,
    };
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { violations } = await simulateDelivery({ faultRate: 0.3, ...world, shape, seed });
      if (violations.some((violation) => promise.test(violation))) return true;
    }
    return false;
  }

  const disarm = (state: DeliveryState): DeliveryState =>
    state.commit === "armed" ? { ...state, commit: "none", repeatable: false } : state;
  const repeat = (state: DeliveryState): DeliveryState => ({
    ...state,
    repeatable: state.commit === "armed",
  });
  const forgetWaits = (state: DeliveryState): DeliveryState => ({
    ...state,
    waits: { ...emptyLedger(), open: state.waits.open },
  });

  const settle = (state: DeliveryState): DeliveryState =>
    state.commit === "unsettled" ? { ...state, commit: "none" } : state;

  const harsh: readonly Mood[] = ["lost-after", "crash-after", "rejected"];
  const lastByte = { transfer: "offset", commit: "last-byte" } as const;
  const guards: readonly [string, Parameters<typeof findViolation>[0], RegExp][] = [
    ["the armed intent", { missing: { keeps: disarm } }, /posts are out/],
    [
      "the armed intent of a last byte",
      { missing: { keeps: disarm }, shape: lastByte, moods: harsh },
      /failed although/,
    ],
    [
      "the armed intent of an idempotent call",
      { missing: { keeps: disarm }, shape: { commit: "idempotent" }, moods: harsh },
      /failed although/,
    ],
    [
      "the memory of what may still arrive, when it fails",
      { missing: { keeps: settle }, shape: lastByte, moods: ["crash-late", "rejected"] },
      /failed although/,
    ],
    [
      "the memory of what may still arrive, when it is canceled",
      { missing: { keeps: settle }, shape: lastByte, moods: ["crash-late"] },
      /canceled although/,
    ],
    [
      "the rule that an armed commit is not repeated",
      { missing: { keeps: repeat } },
      /posts are out/,
    ],
    [
      "the effect of a commit, declared as staging",
      { shape: { declaredAs: "stage" } },
      /posts are out/,
    ],
    [
      "the effect of a commit, declared as idempotent",
      { shape: { declaredAs: "idempotent" } },
      /posts are out/,
    ],
    ["the fence", { missing: { ignoresFence: true } }, /posts are out/],
    [
      "the ledger of waits",
      { missing: { keeps: forgetWaits }, moods: ["refused", "limited"], faultRate: 1 },
      /waited longer/,
    ],
  ];

  it.each(guards)(
    "%s",
    async (_, world, promise) => {
      expect(await findViolation(world, promise)).toBe(true);
    },
    120_000,
  );

  it("and none of these worlds breaks a promise while the guards stand", async () => {
    for (const [, { missing, ...world }, promise] of guards) {
      if (missing !== undefined) expect(await findViolation(world, promise, 50)).toBe(false);
    }
  }, 120_000);
});
