import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { prove } from "./prove-kill";

it("loses no post and makes none twice, whoever is killed and wherever", async () => {
  const seed = randomInt(2 ** 31);
  const { missed } = await prove({ seed, long: false, progress: () => undefined });
  expect(missed, `seed ${seed}`).toEqual([]);
}, 1_200_000);
