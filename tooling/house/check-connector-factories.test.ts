import { describe, expect, it } from "vitest";
import { checkConnectorFactories } from "./check-connector-factories";
import { houseFiles } from "./house-file";

function problems(folder: string, index: string): string[] {
  const manifest = JSON.stringify({ name: folder });
  return checkConnectorFactories(
    houseFiles({ [`${folder}/package.json`]: manifest, [`${folder}/src/index.ts`]: index }),
  );
}

describe("checkConnectorFactories", () => {
  it("takes a connector that exports its factory and the factory's options", () => {
    const index = `export {
  createMySpaceConnector,
  type MySpaceConnectorOptions,
} from "./my-space-connector";`;

    expect(problems("packages/my-space", index)).toEqual([]);
  });

  it("refuses other names, and names that are only imported or mentioned", () => {
    const index = `// createMySpaceConnector
import { createMySpaceConnector } from "./a";
export { mySpace } from "./a";
export type { MySpaceConnectorOptions } from "./a";`;

    expect(problems("packages/my-space", index)).toEqual([
      "packages/my-space must export createMySpaceConnector.",
    ]);
  });

  it("asks neither core nor the fixtures for a factory", () => {
    expect(problems("packages/core", "")).toEqual([]);
    expect(problems("test-fixtures/media", "")).toEqual([]);
  });
});
