import type { DueMessage } from "./claim-messages";

/** Of one endpoint, in this process. */
const PER_ENDPOINT = 4;
/** One that refused its last message is tried with one at a time. */
const PER_FAILING_ENDPOINT = 1;
const AT_ONCE = 128;
/** Endpoints that hang must leave room for those that work. */
const FAILING_AT_ONCE = 64;

/** How many messages may be under way at once, so that no endpoint takes the place of the others. */
export type SendingRoom = {
  /** More of one endpoint never fit. */
  readonly perEndpoint: number;
  /** Takes a place; false when there is none for this message. */
  readonly enter: (due: DueMessage) => boolean;
  /** Gives the place back. */
  readonly leave: (due: DueMessage) => void;
};

/** Makes an empty room. */
export function createSendingRoom(): SendingRoom {
  const inside = new Map<string, DueMessage>();
  const count = (match: (due: DueMessage) => boolean): number =>
    [...inside.values()].filter(match).length;
  const hasPlace = (due: DueMessage): boolean => {
    if (inside.size >= AT_ONCE || inside.has(due.id)) return false;
    const ofEndpoint = count(({ endpointId }) => endpointId === due.endpointId);
    if (!due.isFailing) return ofEndpoint < PER_ENDPOINT;
    const failing = count(({ isFailing }) => isFailing);
    return ofEndpoint < PER_FAILING_ENDPOINT && failing < FAILING_AT_ONCE;
  };
  return {
    perEndpoint: PER_ENDPOINT,
    enter(due) {
      if (!hasPlace(due)) return false;
      inside.set(due.id, due);
      return true;
    },
    leave: ({ id }) => void inside.delete(id),
  };
}
