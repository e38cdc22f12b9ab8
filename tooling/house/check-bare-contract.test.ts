import { describe, expect, it } from "vitest";
import { checkBareContract } from "./check-bare-contract";
import { houseFiles } from "./house-file";

describe("checkBareContract", () => {
  it.each(["zod", "node:crypto", "ky"])("refuses %s in the contract and in the errors", (name) => {
    const files = houseFiles({
      "packages/core/src/connector/a.ts": `import { x } from "${name}";`,
      "packages/core/src/errors/b.ts": `import { x } from "${name}";`,
      "packages/core/src/pipeline/c.ts": `import { x } from "${name}";`,
    });

    expect(checkBareContract(files)).toEqual([
      `packages/core/src/connector/a.ts imports "${name}"; the contract needs no package.`,
      `packages/core/src/errors/b.ts imports "${name}"; the contract needs no package.`,
    ]);
  });
});
