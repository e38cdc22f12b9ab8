import { type Fault, faultNames } from "./fault";
import { demandOf } from "./fault-table";
import { type UpstreamCall, upstreamCallNames } from "./upstream-call";

/** One fault at one call. */
export type FaultCase = {
  readonly call: UpstreamCall;
  readonly fault: Fault;
  /** How many of the calls are spoiled, one after the other. */
  readonly times: number;
};

/** How often the long form goes through the whole table. */
const longRounds = 5;

/** Calls that are made once in their flow, or whose repetition is another case. */
const madeOnce: readonly UpstreamCall[] = ["exchange", "user-info", "last-pull", "late-refresh"];

/** Calls that cost more than any other: 64 MB each. */
const large: readonly UpstreamCall[] = ["first-chunk", "middle-chunk", "last-chunk"];

/**
 * The cases of a run, shuffled. The long form is the whole table, several times; the short form every
 * second cell, and every third of those that are large: which, the seed decides.
 */
export function makeFaultCases(
  { seed, long }: { readonly seed: number; readonly long: boolean },
  random: () => number,
): readonly FaultCase[] {
  const cells = upstreamCallNames.flatMap((call, row) =>
    faultNames
      .filter((fault, column) => {
        const every = long ? 1 : large.includes(call) ? 3 : 2;
        return demandOf(call, fault) !== "–" && (row + column + seed) % every === 0;
      })
      .map((fault) => ({ call, fault })),
  );
  const cases = Array.from({ length: long ? longRounds : 1 }, () => cells)
    .flat()
    .map((cell) => ({
      ...cell,
      times: madeOnce.includes(cell.call) || random() < 0.7 ? 1 : 2,
    }));
  return shuffled(cases, random);
}

function shuffled<Item>(items: readonly Item[], random: () => number): readonly Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
