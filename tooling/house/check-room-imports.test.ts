import { describe, expect, it } from "vitest";
import { checkRoomImports } from "./check-room-imports";
import { houseFiles } from "./house-file";
import { roomTable } from "./room-table";

const rooms = roomTable(`
| room | sentence | may import |
| --- | --- | --- |
| \`packages/core/src/errors\` | errors | nothing |
| \`packages/core/src/connector\` | contract | \`errors\` |
| \`packages/core/src/pipeline\` | driver | all above |
| \`packages/<platform>\` | one platform | \`@upload-post/core/connector\`, \`/errors\` |
| \`apps/gateway\` | server | \`packages/*\` |
| \`test-fixtures/<platform>-sandbox\` | platform on loopback | no package of this house |
`);
const packages = [
  { name: "@upload-post/core", folder: "packages/core" },
  { name: "@upload-post/tiktok", folder: "packages/tiktok" },
  { name: "@upload-post/tiktok-sandbox", folder: "test-fixtures/tiktok-sandbox" },
  { name: "@upload-post/gateway", folder: "apps/gateway" },
];

function problems(path: string, text: string): string[] {
  return checkRoomImports(houseFiles({ [path]: text }), rooms, packages);
}

describe("checkRoomImports", () => {
  it.each([
    ["packages/core/src/connector/a.ts", 'import { x } from "../errors";'],
    ["packages/core/src/connector/a.ts", 'import { x } from "../errors/x";'],
    ["packages/core/src/connector/deep/a.ts", 'import { x } from "../b";'],
    ["packages/core/src/pipeline/a.ts", 'import { x } from "../connector";'],
    ["packages/core/src/index.ts", 'export { x } from "./pipeline";'],
    ["packages/tiktok/src/a.ts", 'import { x } from "@upload-post/core/connector";'],
    ["packages/tiktok/src/a.ts", 'import { z } from "zod";'],
    ["apps/gateway/src/a.ts", 'import { x } from "@upload-post/core";'],
    ["apps/gateway/src/a.ts", 'import { x } from "@upload-post/tiktok";'],
    ["test-fixtures/tiktok-sandbox/src/a.ts", 'import { x } from "./b";'],
    ["packages/tiktok/src/a.test.ts", 'import { x } from "@upload-post/tiktok-sandbox";'],
  ])("grants %s: %s", (path, text) => {
    expect(problems(path, text)).toEqual([]);
  });

  it.each([
    ["packages/core/src/errors/a.ts", "../connector"],
    ["packages/core/src/connector/a.ts", "../pipeline/b"],
    ["packages/core/src/connector/a.ts", ".."],
    ["packages/core/src/connector/a.ts", "@upload-post/core"],
    ["packages/core/src/pipeline/a.ts", "../../../tiktok/src/b"],
    ["packages/tiktok/src/a.ts", "@upload-post/core"],
    ["packages/tiktok/src/a.ts", "@upload-post/core/testing"],
    ["packages/tiktok/src/a.ts", "@upload-post/tiktok-sandbox"],
    ["packages/tiktok/src/a.ts", "../../../test-fixtures/tiktok-sandbox/src/b"],
    ["apps/gateway/src/a.ts", "@upload-post/tiktok-sandbox"],
    ["test-fixtures/tiktok-sandbox/src/a.ts", "@upload-post/core/errors"],
    ["test-fixtures/tiktok-sandbox/src/a.ts", "@upload-post/tiktok"],
    ["test-fixtures/tiktok-sandbox/src/a.ts", "../../../packages/tiktok/src/b"],
  ])("refuses %s importing %s", (path, specifier) => {
    const expected = [`${path} may not import "${specifier}".`];

    expect(problems(path, `import { x } from "${specifier}";`)).toEqual(expected);
    expect(problems(path, `import type { X } from "${specifier}";`)).toEqual(expected);
    expect(problems(path, `export * from "${specifier}";`)).toEqual(expected);
    expect(problems(path, `const x = await import("${specifier}");`)).toEqual(expected);
  });

  it("refuses a room of core that the table does not have", () => {
    expect(problems("packages/core/src/drawer/a.ts", "")).toEqual([
      "packages/core/src/drawer/a.ts lies in a room that the table of AGENTS.md does not have.",
    ]);
  });
});

describe("roomTable", () => {
  it("refuses a page without rooms and a cell it cannot read", () => {
    expect(() => roomTable("# Nothing here")).toThrow("no table of rooms");
    expect(() => roomTable("| `packages/core/src/x` | x | whatever |")).toThrow("whatever");
  });
});
