import {
  crashPoints,
  mediaPoints,
  refreshPoints,
} from "../../apps/gateway/src/operations/crash-points";
import type { Random } from "./random";

/** One kill that is to be: at a point of the program, or at a moment. */
export type PlannedKill =
  | { readonly kind: "point"; readonly point: string; readonly hits: number }
  | { readonly kind: "moment"; readonly from: "start" | "listening"; readonly afterMs: number };

/** Starts are killed as well: they write, too. */
const SHARE_OF_STARTS = 0.25;

/** Only a gateway that starts after such a death has something to ask about. */
const leavesOpenCommits = new Set(["delivery.commit_started", "delivery.committed"]);

/** Every point `rounds` times, and moments until there are `kills` of both. */
export function planKills(random: Random, kills: number, rounds: number): PlannedKill[] {
  const points = [...crashPoints, ...refreshPoints, ...mediaPoints].filter(
    (point) => point !== "delivery.reconciling",
  );
  const deaths = Array.from({ length: rounds }, (_, round) =>
    points.map(
      (point): PlannedKill => ({
        kind: "point",
        point,
        hits: round === 0 || point === "delivery.released" ? 1 : random.integer(1, 3),
      }),
    ),
  ).flat();
  const moments = Array.from(
    { length: Math.max(0, kills - deaths.length) },
    (): PlannedKill =>
      random.next() < SHARE_OF_STARTS
        ? { kind: "moment", from: "start", afterMs: random.integer(50, 1_500) }
        : { kind: "moment", from: "listening", afterMs: random.integer(20, 2_500) },
  );
  return random
    .shuffle([...deaths, ...moments])
    .flatMap((kill) =>
      kill.kind === "point" && leavesOpenCommits.has(kill.point)
        ? [kill, { kind: "point", point: "delivery.reconciling", hits: 1 }]
        : [kill],
    );
}
