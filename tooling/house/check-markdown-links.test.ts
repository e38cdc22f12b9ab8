import { describe, expect, it } from "vitest";
import { checkMarkdownLinks } from "./check-markdown-links";
import { houseFiles } from "./house-file";

function problems(text: string): string[] {
  const files = houseFiles({
    "docs/a.md": text,
    "docs/errors.md": "# Errors\n\n## What to do next?\n\n## `twice`\n\n## twice\n",
  });
  return checkMarkdownLinks(files, ["docs/a.md", "docs/errors.md", "packages/core/src/index.ts"]);
}

describe("checkMarkdownLinks", () => {
  it.each([
    "[x](errors.md)",
    "[x](./errors.md#errors)",
    "[x](errors.md#what-to-do-next)",
    "[x](errors.md#twice-1)",
    "[x](../packages/core)",
    "[x](../packages/core/src/index.ts)",
    "[x](../packages/)",
    "# Here\n[x](#here)",
    "[x](https://example.com/errors.md)",
    "[x](mailto:security@example.com)",
    "`[x](missing.md)`",
    "```\n[x](missing.md)\n```",
    "[x][1]\n\n[1]: errors.md",
  ])("follows %s", (text) => {
    expect(problems(text)).toEqual([]);
  });

  it.each([
    ["[x](missing.md)", "missing.md"],
    ["[x](../docs/missing/)", "../docs/missing/"],
    ['[x](missing.md "title")', "missing.md"],
    ["[x][1]\n\n[1]: missing.md", "missing.md"],
    ["![x](missing.png)", "missing.png"],
  ])("refuses %s", (text, link) => {
    expect(problems(text)).toEqual([`docs/a.md links to ${link}, which does not exist.`]);
  });

  it.each(["[x](errors.md#nothing)", "[x](errors.md#twice-2)", "[x](#nothing)"])(
    "refuses the heading of %s",
    (text) => {
      expect(problems(text)[0]).toMatch(/but there is no such heading\.$/);
    },
  );
});
