import { countOut } from "./count-out";
import type { FaultWorld } from "./fault-world";

/** How a delivery stands when nothing more happens by itself, beside what TikTok did. */
export type DeliveryEnd = {
  readonly status: string;
  /** What it waits for; `null` when it waits for nothing. */
  readonly detail: string | null;
  /** The code of its error; `null` without one. */
  readonly code: string | null;
  /** Posts and drafts that are or will be out at TikTok. */
  readonly out: number;
  /** How often it was woken. */
  readonly wakes: number;
};

/** Statuses in which nothing more happens by itself. */
const resting = new Set(["published", "in_inbox", "failed", "canceled", "unconfirmed"]);

/** More than a day of asking every five minutes needs. */
const mostWakes = 400;

/** Downloads that hang are ended by TikTok's own clock; everything else ends within this. */
const downloadPatienceMs = 1_500;

/**
 * Wakes a delivery whenever it falls due, moving the clock there, until it rests; with `observing`
 * until nothing is asked any more about what is out.
 */
export async function followDelivery(
  world: FaultWorld,
  delivery: { readonly id: string; readonly username: string },
  { observing = false }: { readonly observing?: boolean } = {},
): Promise<DeliveryEnd> {
  const { kysely } = world.gateway.dependencies.database;
  let hangs = false;
  for (let wakes = 0; ; wakes += 1) {
    const row = await kysely
      .selectFrom("deliveries")
      .select(["status", "status_detail", "error", "due_at"])
      .where("id", "=", delivery.id)
      .executeTakeFirstOrThrow();
    const isResting =
      wakes >= mostWakes ||
      (!observing && resting.has(row.status)) ||
      (row.status_detail === "reauthorization_required" &&
        (row.due_at?.getTime() ?? 0) > world.sandbox.now());
    if (row.due_at === null || isResting) {
      return {
        status: row.status,
        detail: row.status_detail,
        code: row.error?.code ?? null,
        out: countOut(world, delivery.username),
        wakes,
      };
    }
    await moveTo(world, row.due_at);
    await world.wakeDelivery(delivery.id);
    hangs = !(await settle(world, hangs ? 50 : downloadPatienceMs));
  }
}

/** Moves the clock to a moment, if that is still to come. */
async function moveTo({ sandbox }: FaultWorld, moment: Date): Promise<void> {
  const aheadMs = moment.getTime() - sandbox.now();
  if (aheadMs > 0) await sandbox.advance(aheadMs);
}

/** Lets TikTok do what it does beside the requests; answers `false` when a download hangs. */
async function settle({ sandbox }: FaultWorld, patienceMs: number): Promise<boolean> {
  const { promise: tooLong, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), patienceMs);
  const isSettled = await Promise.race([sandbox.settle().then(() => true), tooLong]);
  clearTimeout(timer);
  return isSettled;
}
