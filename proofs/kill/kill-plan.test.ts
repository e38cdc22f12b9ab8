import { expect, it } from "vitest";
import {
  crashPoints,
  mediaPoints,
  refreshPoints,
} from "../../apps/gateway/src/operations/crash-points";
import { planClusterEvents } from "./cluster-plan";
import { planKills } from "./kill-plan";
import { createRandom } from "./random";

it("plans a death at every point, and as many kills as are asked for", () => {
  const plan = planKills(createRandom(1), 60, 2);
  const points = plan.flatMap((kill) => (kill.kind === "point" ? [kill.point] : []));
  expect(plan.length).toBeGreaterThanOrEqual(60);
  expect([...new Set(points)].sort()).toEqual(
    [...crashPoints, ...refreshPoints, ...mediaPoints].sort(),
  );
});

it("makes the same plan of the same seed", () => {
  expect(planKills(createRandom(7), 60, 2)).toEqual(planKills(createRandom(7), 60, 2));
  expect(planKills(createRandom(7), 60, 2)).not.toEqual(planKills(createRandom(8), 60, 2));
});

it("plans for a cluster whatever else can happen to it", () => {
  const wanted = { kills: 40, rounds: 1, terminations: 10, postgresRestarts: 3, zombies: 5 };
  const { events, deaths } = planClusterEvents(createRandom(1), wanted);
  const count = (kind: string) => events.filter((event) => event.kind === kind).length;
  expect(count("kill") + deaths.length).toBe(40);
  expect([count("terminate"), count("restart-postgres"), count("zombie")]).toEqual([10, 3, 5]);
});
