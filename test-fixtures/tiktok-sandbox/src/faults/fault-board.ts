import {
  EVERY_ROUTE,
  type Fault,
  type FaultEffect,
  type FaultInput,
  faultSchema,
  type RequestEffect,
  type TaskEffect,
  type WebhookEffect,
} from "./fault";

/** The faults that wait for their occasion. */
export interface FaultBoard {
  /** @throws ZodError when the fault makes no sense. */
  add(fault: FaultInput): Fault;
  remove(id: string): boolean;
  clear(): void;
  list(): Fault[];
  /** The effect for one request to a route, if any; counts the occasion. */
  takeForRequest(route: string): RequestEffect | null;
  /** The effect for one task at one stage, if any; counts the occasion. */
  takeForTask(kinds: readonly TaskEffect["kind"][]): TaskEffect | null;
  /** The effect for one webhook, if any; counts the occasion. */
  takeForWebhook(): WebhookEffect | null;
}

/** Makes an empty board. */
export function createFaultBoard(): FaultBoard {
  const faults = new Map<string, Fault>();
  let added = 0;

  function take<Effect extends FaultEffect>(
    fits: (effect: FaultEffect) => effect is Effect,
    route: string | null,
  ): Effect | null {
    for (const fault of faults.values()) {
      if (!fits(fault.effect)) continue;
      if (route !== null && fault.target !== EVERY_ROUTE && fault.target !== route) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.applied += 1;
      if (fault.times !== null) {
        fault.times -= 1;
        if (fault.times === 0) faults.delete(fault.id);
      }
      return fault.effect;
    }
    return null;
  }

  return {
    add(input) {
      const { target, skip, times, effect } = faultSchema.parse(input);
      added += 1;
      const fault: Fault = { id: `fault_${added}`, target, skip, times, effect, applied: 0 };
      faults.set(fault.id, fault);
      return fault;
    },
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    list: () => [...faults.values()].map((fault) => ({ ...fault })),
    takeForRequest: (route) => take(isRequestEffect, route),
    takeForTask: (kinds) =>
      take((effect): effect is TaskEffect => kinds.some((kind) => kind === effect.kind), null),
    takeForWebhook: () => take(isWebhookEffect, null),
  };
}

function isWebhookEffect(effect: FaultEffect): effect is WebhookEffect {
  return effect.kind.startsWith("webhook-");
}

const taskKinds: readonly string[] = [
  "fail-task",
  "stuck-processing",
  "stuck-download",
  "late-post-id",
  "no-post-id",
] satisfies TaskEffect["kind"][];

function isRequestEffect(effect: FaultEffect): effect is RequestEffect {
  return !isWebhookEffect(effect) && !taskKinds.includes(effect.kind);
}
