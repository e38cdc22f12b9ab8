import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextPart } from "./plan-parts";

const plans = fc
  .record({
    partSizeBytes: fc.integer({ min: 1, max: 70_000_000 }),
    remainder: fc.constantFrom("absorb" as const, "short" as const),
    boundaries: fc.constantFrom("fixed" as const, "any" as const),
    totalBytes: fc.oneof(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 4 * 1024 ** 3 }),
    ),
  })
  .filter(({ totalBytes, partSizeBytes }) => totalBytes / partSizeBytes < 1_500);

describe("nextPart", () => {
  it("partitions the media exactly when every part is acknowledged", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        let at = 0;
        for (let index = 0; at < plan.totalBytes; index += 1) {
          const part = nextPart(plan, plan.totalBytes, at);
          expect(part.index).toBe(index);
          expect(part.offsetBytes).toBe(at);
          expect(part.lengthBytes).toBeGreaterThan(0);
          const isLast = part.offsetBytes + part.lengthBytes === plan.totalBytes;
          if (!isLast) expect(part.lengthBytes).toBe(plan.partSizeBytes);
          if (isLast && plan.remainder === "short") {
            expect(part.lengthBytes).toBeLessThanOrEqual(plan.partSizeBytes);
          }
          if (isLast && plan.remainder === "absorb" && plan.totalBytes >= plan.partSizeBytes) {
            expect(part.lengthBytes).toBeGreaterThanOrEqual(plan.partSizeBytes);
            expect(part.lengthBytes).toBeLessThan(2 * plan.partSizeBytes);
          }
          at = part.offsetBytes + part.lengthBytes;
        }
        expect(at).toBe(plan.totalBytes);
      }),
    );
  });

  it("goes on wherever the server stopped, without a gap, and ends where a part ends", () => {
    fc.assert(
      fc.property(
        plans,
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (plan, f) => {
          const acknowledged = Math.floor(plan.totalBytes * f);
          const part = nextPart(plan, plan.totalBytes, acknowledged);
          const end = part.offsetBytes + part.lengthBytes;

          expect(part.offsetBytes).toBeLessThanOrEqual(acknowledged);
          expect(end).toBeGreaterThan(acknowledged);
          expect(end).toBeLessThanOrEqual(plan.totalBytes);
          if (plan.boundaries === "any") expect(part.offsetBytes).toBe(acknowledged);
          else expect(part.offsetBytes % plan.partSizeBytes).toBe(0);
          if (end < plan.totalBytes) expect(end % plan.partSizeBytes).toBe(0);
        },
      ),
    );
  });

  it("gives an absorbing last part its index also when the server stopped inside its tail", () => {
    const plan = { partSizeBytes: 10, remainder: "absorb", boundaries: "any" } as const;
    expect(nextPart(plan, 25, 22)).toEqual({ index: 1, offsetBytes: 22, lengthBytes: 3 });
    expect(nextPart({ ...plan, boundaries: "fixed" }, 25, 22)).toEqual({
      index: 1,
      offsetBytes: 10,
      lengthBytes: 15,
    });
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses a part size of %d",
    (partSizeBytes) => {
      const plan = { partSizeBytes, remainder: "short", boundaries: "fixed" } as const;
      expect(() => nextPart(plan, 10, 0)).toThrow("parts of");
    },
  );
});
