import fc from "fast-check";
import { expect, it } from "vitest";
import { countParts, planByteRanges } from "./byte-range-plan";

const plans = fc
  .record({
    partSizeBytes: fc.integer({ min: 1, max: 5_000_000 }),
    sizeBytes: fc.integer({ min: 1, max: 500_000_000 }),
    remainder: fc.constantFrom("absorb" as const, "short" as const),
  })
  .filter((plan) => plan.sizeBytes / plan.partSizeBytes < 2000);

it("covers every byte once, in order, without an empty part", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const ranges = planByteRanges(plan);
      expect(ranges).toHaveLength(countParts(plan));
      let next = 0;
      for (const range of ranges) {
        expect(range.offsetBytes).toBe(next);
        expect(range.lengthBytes).toBeGreaterThan(0);
        next += range.lengthBytes;
      }
      expect(next).toBe(plan.sizeBytes);
    }),
  );
});

it("puts the remainder where it is told to", () => {
  const plan = { sizeBytes: 25, partSizeBytes: 10 };
  expect(planByteRanges({ ...plan, remainder: "absorb" })).toEqual([
    { offsetBytes: 0, lengthBytes: 10 },
    { offsetBytes: 10, lengthBytes: 15 },
  ]);
  expect(planByteRanges({ ...plan, remainder: "short" })[2]).toEqual({
    offsetBytes: 20,
    lengthBytes: 5,
  });
});
