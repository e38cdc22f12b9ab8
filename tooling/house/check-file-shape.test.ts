import { describe, expect, it } from "vitest";
import { checkFileShape } from "./check-file-shape";
import { houseFiles } from "./house-file";

const lines = (count: number) => "const a = 1;\n".repeat(count);

describe("checkFileShape", () => {
  it("takes 300 lines and refuses 301", () => {
    const small = { "packages/core/src/a.ts": "", "packages/core/src/b.ts": "" };

    expect(checkFileShape(houseFiles({ ...small, "packages/core/src/c.ts": lines(300) }))).toEqual(
      [],
    );
    expect(checkFileShape(houseFiles({ ...small, "packages/core/src/c.ts": lines(301) }))).toEqual([
      "packages/core/src/c.ts has 301 lines; split it by concept.",
    ]);
  });

  it("refuses a median over 80 lines, however many index files there are", () => {
    const files = houseFiles({
      "packages/core/src/a.ts": lines(81),
      "packages/core/src/b.ts": lines(81),
      "packages/core/src/c.ts": lines(10),
      "packages/core/src/x/index.ts": "",
      "packages/core/src/y/index.ts": "",
    });

    expect(checkFileShape(files)).toEqual(["The median source file has 81 lines; 80 is the most."]);
  });

  it.each(["utils", "helpers", "common", "types", "string-utils", "constants", "util", "shared"])(
    "refuses the drawer %s as a file and as a folder",
    (name) => {
      const files = houseFiles({ [`apps/a/src/${name}.ts`]: "", [`apps/a/src/${name}/b.ts`]: "" });

      expect(checkFileShape(files)).toHaveLength(2);
    },
  );

  it("does not take part of a word for a drawer", () => {
    const files = houseFiles({ "apps/a/src/media-type.ts": "", "apps/a/src/commons.ts": "" });

    expect(checkFileShape(files)).toEqual([]);
  });

  it("leaves tests alone", () => {
    expect(checkFileShape(houseFiles({ "apps/a/src/a.test.ts": lines(400) }))).toEqual([]);
  });
});
