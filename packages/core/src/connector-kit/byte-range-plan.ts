import type { ByteRange } from "../connector";

/** How a media is cut into sequential parts. */
export type ByteRangePlan = {
  readonly sizeBytes: number;
  readonly partSizeBytes: number;
  /** `absorb`: the last part takes the remainder and is longer; `short`: the remainder is a part of its own. */
  readonly remainder: "absorb" | "short";
};

/** How many parts a plan has; 1 for a media smaller than one part. */
export function countParts(plan: ByteRangePlan): number {
  const parts = plan.sizeBytes / plan.partSizeBytes;
  return Math.max(1, plan.remainder === "absorb" ? Math.floor(parts) : Math.ceil(parts));
}

/** Every part of a plan, in order; together they cover the media exactly once. */
export function planByteRanges(plan: ByteRangePlan): readonly ByteRange[] {
  const count = countParts(plan);
  return Array.from({ length: count }, (_, index) => {
    const offsetBytes = index * plan.partSizeBytes;
    const endBytes = index === count - 1 ? plan.sizeBytes : offsetBytes + plan.partSizeBytes;
    return { offsetBytes, lengthBytes: endBytes - offsetBytes };
  });
}
