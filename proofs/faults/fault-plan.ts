import { type Fault, type FaultPlace, faults } from "./fault";

/** A request on its way, as far as it decides whether it is the one to spoil. */
export type PassingRequest = {
  readonly method: string;
  readonly path: string;
  /** Of a part of media; `null` for every other request. */
  readonly contentRange: string | null;
};

/** Which requests are spoiled, and how. */
export type FaultAim = {
  readonly fault: Fault;
  readonly matches: (request: PassingRequest) => boolean;
  /** How many matching requests pass unharmed first. */
  readonly skip: number;
  /** How many are spoiled after that. */
  readonly times: number;
};

/** What goes wrong from now on. One aim follows the other; what is not aimed at passes. */
export type FaultPlan = {
  /** Replaces every aim there was. */
  aim(...aims: readonly FaultAim[]): void;
  /** The fault for a request at this place; `null` to let it pass. Asking counts it. */
  take(place: FaultPlace, request: PassingRequest): Fault | null;
  /** How many requests were spoiled since the last aim. */
  spoiled(): number;
};

/** Makes a plan under which nothing goes wrong. */
export function createFaultPlan(): FaultPlan {
  let aims: (FaultAim & { skip: number; times: number })[] = [];
  let spoiled = 0;
  return {
    aim(...next) {
      aims = next.map((aim) => ({ ...aim }));
      spoiled = 0;
    },
    take(place, request) {
      const aim = aims.find(
        ({ fault, matches, times }) =>
          times > 0 && faults[fault].place === place && matches(request),
      );
      if (aim === undefined) return null;
      if (aim.skip > 0) {
        aim.skip -= 1;
        return null;
      }
      aim.times -= 1;
      spoiled += 1;
      return aim.fault;
    },
    spoiled: () => spoiled,
  };
}
