import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import { prove } from "./prove-refresh";

it("refreshes once per expiry, and loses no token that anybody has received", async () => {
  const seed = randomInt(2 ** 31);
  const { missed } = await prove({ seed, long: false, progress: () => undefined });
  expect(missed, `seed ${seed}`).toEqual([]);
}, 400_000);
