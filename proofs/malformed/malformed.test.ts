import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { prove } from "./prove-malformed";

it("refuses whatever is sent, and lives on", async () => {
  const seed = randomInt(2 ** 30);
  const { missed } = await prove({ seed, long: false, progress: () => undefined });
  expect(missed, `seed ${seed}`).toEqual([]);
}, 400_000);
