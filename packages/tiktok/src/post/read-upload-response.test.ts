import type { PushOffsetPlan, TransferResponse } from "@upload-post/core/connector";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { start } from "../../test/support/tiktok-fixture";
import { readUploadResponse } from "./read-upload-response";
import { snapToBoundary } from "./snap-to-boundary";

const totalBytes = 50_000_123;
const plan: PushOffsetPlan = {
  kind: "push-offset",
  mediaIndex: 0,
  url: "https://open-upload.tiktokapis.com/video/?upload_token=canary",
  method: "PUT",
  headers: {},
  partSizeBytes: 10_000_000,
  remainder: "absorb",
  boundaries: "fixed",
  commit: "on-last-byte",
  expiresAt: null,
};

function answer(
  status: number,
  headers: Record<string, string> = {},
  overrides: Partial<TransferResponse> = {},
) {
  return readUploadResponse(
    {
      plan,
      range: { offsetBytes: 10_000_000, lengthBytes: 10_000_000 },
      partIndex: 1,
      totalBytes,
      status,
      headers,
      body: "",
      ...overrides,
    },
    start,
  );
}

const lastRange = { range: { offsetBytes: 40_000_000, lengthBytes: 10_000_123 }, partIndex: 4 };

function progress(figure: number) {
  return { "content-range": `bytes 0-${figure}/${totalBytes}` };
}

describe("readUploadResponse", () => {
  it("takes 206 for a part that is in, by both readings of the figure", () => {
    for (const figure of [20_000_000, 19_999_999]) {
      expect(answer(206, progress(figure))).toEqual({
        kind: "accepted",
        acknowledgedBytes: 20_000_000,
        complete: false,
        receipt: null,
      });
    }
  });

  it("believes a figure below what was sent", () => {
    expect(answer(206, progress(10_000_000))).toMatchObject({ acknowledgedBytes: 10_000_000 });
    expect(answer(206, progress(13_456_789))).toMatchObject({ acknowledgedBytes: 10_000_000 });
  });

  it("knows nothing about the progress without a header it can read", () => {
    for (const header of ["", "bytes */50000123", "bytes 5-19999999/50000123", "0-1/2"]) {
      expect(answer(206, { "content-range": header })).toEqual({
        kind: "accepted",
        acknowledgedBytes: null,
        complete: false,
        receipt: null,
      });
    }
  });

  it("takes 201 for all parts", () => {
    expect(answer(201, {}, lastRange)).toMatchObject({ kind: "accepted", complete: true });
  });

  it("takes 206 and 200 for all parts when all bytes are acknowledged", () => {
    for (const status of [200, 206]) {
      expect(answer(status, progress(totalBytes), lastRange)).toMatchObject({ complete: true });
      expect(answer(status, progress(totalBytes - 1), lastRange)).toMatchObject({ complete: true });
    }
    expect(answer(206, {}, lastRange)).toMatchObject({ complete: false });
  });

  it("believes no 200 that does not say how much arrived: a proxy may have answered", () => {
    const unclear = { kind: "unclear", retryAfterMs: null };
    expect(answer(200)).toEqual(unclear);
    expect(answer(200, {}, lastRange)).toEqual(unclear);
  });

  it("takes a video of one byte for complete", () => {
    const one = {
      plan: { ...plan, partSizeBytes: 1 },
      totalBytes: 1,
      range: { offsetBytes: 0, lengthBytes: 1 },
    };
    for (const figure of [0, 1]) {
      const headers = { "content-range": `bytes 0-${figure}/1` };
      expect(answer(206, headers, one)).toMatchObject({ acknowledgedBytes: 1, complete: true });
    }
  });

  it.each([403, 404])("takes %d for an address that is gone", (status) => {
    expect(answer(status)).toEqual({ kind: "gone" });
  });

  it("takes 416 for a disagreement, with TikTok's figure when it gives one", () => {
    expect(answer(416)).toEqual({ kind: "out-of-step", acknowledgedBytes: null });
    expect(answer(416, progress(30_000_000))).toEqual({
      kind: "out-of-step",
      acknowledgedBytes: 30_000_000,
    });
  });

  it.each([500, 502, 503, 504, 408, 429])("lets the same part be sent again after %d", (status) => {
    expect(answer(status)).toEqual({ kind: "unclear", retryAfterMs: null });
    expect(answer(status, { "retry-after": "7" })).toEqual({ kind: "unclear", retryAfterMs: 7000 });
  });

  it.each([400, 401, 405, 411, 413, 301])("takes %d for a refusal that is a defect", (status) => {
    const verdict = answer(status, { "x-tt-logid": "l1" });
    expect(verdict).toMatchObject({
      kind: "rejected",
      error: {
        code: "platform_contract_broken",
        effect: "none",
        platform: { code: String(status), logId: "l1" },
      },
    });
    expect(JSON.stringify(verdict)).not.toContain("canary");
  });
});

describe("snapToBoundary", () => {
  const cut = { totalBytes, chunkSizeBytes: 10_000_000 };

  it.each([
    [0, 0],
    [1, 0],
    [9_999_998, 0],
    [9_999_999, 10_000_000],
    [10_000_000, 10_000_000],
    [10_000_001, 10_000_000],
    [40_000_000, 40_000_000],
    // 50,000,000 is no boundary: the last chunk reaches to the end.
    [49_999_999, 40_000_000],
    [50_000_000, 40_000_000],
    [50_000_121, 40_000_000],
    [50_000_122, totalBytes],
    [50_000_123, totalBytes],
    [60_000_000, totalBytes],
  ])("reads %d as %d", (figure, expected) => {
    expect(snapToBoundary(figure, cut)).toBe(expected);
  });

  it("never claims more than the figure and one byte, and always answers a boundary", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000_000 }),
        fc.integer({ min: 1, max: 64_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (total, wished, share) => {
          const chunkSizeBytes = Math.min(wished, total);
          const figure = Math.floor(total * share);
          const snapped = snapToBoundary(figure, { totalBytes: total, chunkSizeBytes });
          expect(snapped).toBeLessThanOrEqual(figure + 1);
          expect(snapped === total || snapped % chunkSizeBytes === 0).toBe(true);
        },
      ),
    );
  });
});
