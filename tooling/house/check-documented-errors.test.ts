import { describe, expect, it } from "vitest";
import { checkDocumentedErrors } from "./check-documented-errors";
import { houseFiles } from "./house-file";

const core = {
  "packages/core/src/errors/error-code.ts":
    'export type ErrorCode = "rate_limited" | "unsupported";',
  "packages/core/src/deep/rate-limit-error.ts":
    "export class RateLimitError extends UploadPostError {",
};
const complete =
  "## `RateLimitError`: wait\n\n| `rate_limited` | wait |\n| `unsupported` | ask less |\n";

function problems(page: string): string[] {
  return checkDocumentedErrors(houseFiles({ ...core, "docs/errors.md": page }));
}

describe("checkDocumentedErrors", () => {
  it("takes a page with every class and every code", () => {
    expect(problems(complete)).toEqual([]);
  });

  it.each([
    [complete.replace("## ", ""), "docs/errors.md has no heading for RateLimitError."],
    [complete.replace("Error`", "Errors`"), "docs/errors.md has no heading for RateLimitError."],
    [
      complete.replace("| `unsupported`", "`unsupported`"),
      "docs/errors.md has no row for the code unsupported.",
    ],
    [`${complete}| \`gone\` | x |`, "docs/errors.md tells about gone, which is no code."],
  ])("refuses page %#", (page, problem) => {
    expect(problems(page)).toEqual([problem]);
  });

  it("asks for errors of our tree alone", () => {
    const files = { "packages/core/src/a.ts": "export class MemoryError extends Error {}" };

    expect(
      checkDocumentedErrors(houseFiles({ ...core, ...files, "docs/errors.md": complete })),
    ).toEqual([]);
  });

  it("refuses a house without the page or without the list", () => {
    expect(checkDocumentedErrors(houseFiles(core))).toEqual(["docs/errors.md is missing."]);
    expect(checkDocumentedErrors([])).toEqual([
      "packages/core/src/errors/error-code.ts is missing.",
    ]);
  });
});
