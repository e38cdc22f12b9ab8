import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { prove } from "./prove-faults";

it("ends every fault as the table demands", async () => {
  const seed = randomInt(2 ** 31);
  const { figures, missed } = await prove({ seed, long: false, progress: () => undefined });
  expect(missed, `seed ${seed}`).toEqual([]);
  expect(figures.cases).toBeGreaterThanOrEqual(200);
}, 1_200_000);
