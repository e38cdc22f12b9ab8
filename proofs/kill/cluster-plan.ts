import { crashPoints } from "../../apps/gateway/src/operations/crash-points";
import type { Death } from "./gateway-process";
import { type PostgresEnd, postgresEnds } from "./mortal-postgres";
import type { Random } from "./random";

/** One thing that happens to a cluster. */
export type ClusterEvent =
  | { readonly kind: "kill" }
  | { readonly kind: "terminate"; readonly backends: number }
  | { readonly kind: "restart-postgres"; readonly end: PostgresEnd; readonly downMs: number }
  | { readonly kind: "zombie" };

/** What happens, in its order, and at which points workers die by themselves meanwhile. */
export type ClusterPlan = { readonly events: readonly ClusterEvent[]; readonly deaths: Death[] };

/** Makes a plan out of the counts that are asked for. */
export function planClusterEvents(
  random: Random,
  wanted: {
    readonly kills: number;
    readonly rounds: number;
    readonly terminations: number;
    readonly postgresRestarts: number;
    readonly zombies: number;
  },
): ClusterPlan {
  const deaths = Array.from({ length: wanted.rounds }, () => crashPoints)
    .flat()
    .map((point): Death => ({ point, hits: random.integer(1, 2) }));
  const moments = Math.max(0, wanted.kills - deaths.length);
  const events: ClusterEvent[] = [
    ...Array.from({ length: moments }, (): ClusterEvent => ({ kind: "kill" })),
    ...Array.from(
      { length: wanted.terminations },
      (): ClusterEvent => ({ kind: "terminate", backends: random.integer(1, 4) }),
    ),
    ...Array.from({ length: wanted.postgresRestarts }, (_, index): ClusterEvent => {
      const end = postgresEnds[index % postgresEnds.length] ?? "SIGKILL";
      return { kind: "restart-postgres", end, downMs: random.integer(200, 2_000) };
    }),
    ...Array.from({ length: wanted.zombies }, (): ClusterEvent => ({ kind: "zombie" })),
  ];
  return { events: random.shuffle(events), deaths: random.shuffle(deaths) };
}
