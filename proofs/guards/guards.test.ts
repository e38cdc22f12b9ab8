import { expect, it } from "vitest";
import { prove } from "./prove-guards";

it("notices every guard that is taken away", async () => {
  const { missed } = await prove({ seed: 0, long: false, progress: () => undefined });
  expect(missed).toEqual([]);
}, 1_200_000);
