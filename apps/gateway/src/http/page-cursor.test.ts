import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ApiError } from "./api-error";
import { decodeCursor, encodeCursor, toPage } from "./page-cursor";

const position = fc.record({
  createdAt: fc.date({
    min: new Date("2020-01-01T00:00:00Z"),
    max: new Date("2100-01-01T00:00:00Z"),
    noInvalidDate: true,
  }),
  id: fc.stringMatching(/^[a-z]{3}_[A-Za-z0-9]{1,40}$/),
});

describe("cursors", () => {
  it("come back as they were made", () => {
    fc.assert(
      fc.property(position, (given) => {
        expect(decodeCursor(encodeCursor(given))).toEqual(given);
      }),
      { verbose: true },
    );
  });

  it("are refused when they are anything else", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(() => decodeCursor(text)).toThrow(ApiError);
      }),
      { verbose: true },
    );
  });

  it("may not carry text that the database cannot hold", () => {
    const forged = Buffer.from('["2026-01-01T00:00:00.000Z","a\\u0000"]').toString("base64url");

    expect(() => decodeCursor(forged)).toThrow(ApiError);
  });
});

describe("toPage", () => {
  const rows = [1, 2, 3].map((day) => ({ createdAt: new Date(2026, 0, day), id: `key_${day}` }));

  it("has no next page when nothing more was found", () => {
    expect(toPage(rows, 3)).toEqual({ rows, nextCursor: null });
    expect(toPage([], 3)).toEqual({ rows: [], nextCursor: null });
  });

  it("continues after its last row", () => {
    const { rows: page, nextCursor } = toPage(rows, 2);

    expect(page).toEqual(rows.slice(0, 2));
    expect(decodeCursor(nextCursor ?? undefined)).toEqual(rows[1]);
  });
});
