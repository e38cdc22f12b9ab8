import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { prove } from "./prove-webhooks";

it("loses no event, repeats it unchanged and keeps the order, whichever sender is killed", async () => {
  const seed = randomInt(2 ** 31);
  const { missed } = await prove({ seed, long: false, progress: () => undefined });
  expect(missed, `seed ${seed}`).toEqual([]);
}, 400_000);
