import type { BackgroundKind } from "../clock/background-work";
import type { World } from "../world/world";

/**
 * Lets everything due happen and waits for the work it starts, until nothing more is due.
 * @throws AggregateError with the sandbox's own unexpected failures.
 */
export async function settleWorld(world: World, kinds: readonly BackgroundKind[]): Promise<void> {
  do {
    world.agenda.runDue();
    await world.background.idle(kinds);
  } while (isDue(world) || world.background.running(kinds) > 0);
  const failures = world.background.takeFailures();
  if (failures.length > 0) {
    throw new AggregateError(failures, `The sandbox failed ${failures.length} times.`);
  }
}

function isDue(world: World): boolean {
  const dueAt = world.agenda.nextDueAt();
  return dueAt !== null && dueAt <= world.clock.now();
}
