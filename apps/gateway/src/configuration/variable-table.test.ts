import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { variableTableMarkdown } from "./variable-table";

const repository = join(import.meta.dirname, "../../../..");

describe("the operator's table of variables", () => {
  it("in docs/operating-the-gateway.md says what the schemas say", () => {
    const page = readFileSync(join(repository, "docs/operating-the-gateway.md"), "utf8");

    expect(rowsOf(page)).toEqual(expect.arrayContaining(rowsOf(variableTableMarkdown())));
  });
});

/** The rows of every table, without the spaces that align them. */
function rowsOf(markdown: string): string[] {
  return markdown
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.replace(/ +/g, " "))
    .filter((line) => !line.includes("---"));
}
