import { planByteRanges } from "@upload-post/core/connector-kit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planChunks } from "./chunk-plan";

const gib = 1024 ** 3;

/** The two readings of MT's megabytes; a plan must hold in both. */
const readings = [
  { name: "decimal", megabyte: 1_000_000 },
  { name: "binary", megabyte: 1024 ** 2 },
];

/** MT 5.1, rule by rule, for one size. */
function expectValid(sizeBytes: number): void {
  const { chunkSizeBytes: chunk, totalChunkCount: count } = planChunks(sizeBytes);
  const ranges = planByteRanges({ sizeBytes, partSizeBytes: chunk, remainder: "absorb" });
  const last = ranges.at(-1)?.lengthBytes ?? 0;
  expect(count).toBe(Math.floor(sizeBytes / chunk));
  expect(count).toBeGreaterThanOrEqual(1);
  expect(count).toBeLessThanOrEqual(1000);
  expect(ranges).toHaveLength(count);
  expect(ranges.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)).toBe(sizeBytes);
  if (count === 1) expect(chunk).toBe(sizeBytes);
  for (const { megabyte } of readings) {
    expect(chunk).toBeLessThanOrEqual(64 * megabyte);
    if (count > 1) expect(chunk).toBeGreaterThanOrEqual(5 * megabyte);
    if (sizeBytes < 5 * megabyte) expect(count).toBe(1);
    if (sizeBytes > 64 * megabyte) expect(count).toBeGreaterThan(1);
    expect(last).toBeLessThanOrEqual(128 * megabyte);
  }
}

describe("planChunks", () => {
  it("meets every rule in both readings of a megabyte, from 1 byte to 4 GiB", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 4 * gib }), expectValid), { numRuns: 2000 });
  });

  it.each(
    [
      1,
      2,
      5_000_000,
      5 * 1024 ** 2,
      10_000_000,
      20_000_000,
      50_000_123,
      64_000_000,
      64 * 1024 ** 2,
      66_259_900,
      66_582_226,
      70_000_000,
      94_000_000,
      128_000_000,
      158_008_374,
      4_000_000_000,
      4 * gib,
    ].flatMap((size) => [size - 1, size, size + 1].filter((value) => value >= 1)),
  )("meets every rule for %d bytes", (sizeBytes) => {
    expectValid(sizeBytes);
  });

  it("sends up to 64,000,000 bytes in one piece and more in pieces of 10,000,000", () => {
    expect(planChunks(64_000_000)).toEqual({ chunkSizeBytes: 64_000_000, totalChunkCount: 1 });
    expect(planChunks(64_000_001)).toEqual({ chunkSizeBytes: 10_000_000, totalChunkCount: 6 });
    expect(planChunks(4 * gib)).toEqual({ chunkSizeBytes: 10_000_000, totalChunkCount: 429 });
  });

  it("keeps the count within 1000 for sizes nobody takes yet", () => {
    expect(planChunks(20_000_000_001).totalChunkCount).toBeLessThanOrEqual(1000);
  });

  it.each([0, -1, 1.5, Number.NaN])("refuses a video of %d bytes", (sizeBytes) => {
    expect(() => planChunks(sizeBytes)).toThrow(/empty/);
  });
});
