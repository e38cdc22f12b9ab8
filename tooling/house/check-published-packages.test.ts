import { describe, expect, it } from "vitest";
import { checkPublishedPackages } from "./check-published-packages";
import { houseFiles } from "./house-file";

const good = {
  name: "@upload-post/a",
  description: "a",
  license: "MIT",
  type: "module",
  sideEffects: false,
  engines: { node: ">=22.18" },
  exports: {
    ".": {
      "upload-post-source": "./src/index.ts",
      types: "./dist/index.d.ts",
      default: "./dist/index.js",
    },
    "./package.json": "./package.json",
  },
  files: ["dist", "src", "!src/**/*.test.ts"],
  scripts: {
    build: "tsup",
    typecheck: "tsc -p tsconfig.json",
    "lint:package": "publint --strict",
    "lint:types": "attw --pack . --profile esm-only",
  },
};

function problems(manifest: object, more: Record<string, string> = { "packages/a/README.md": "" }) {
  const files = { "packages/a/package.json": JSON.stringify(manifest), ...more };
  return checkPublishedPackages(houseFiles(files));
}

describe("checkPublishedPackages", () => {
  it("takes a package of the agreed shape, and any private one", () => {
    expect(problems(good)).toEqual([]);
    expect(problems({ name: "b", private: true }, {})).toEqual([]);
  });

  it.each([
    [{ ...good, description: undefined }, "needs a description"],
    [{ ...good, license: "ISC" }, 'needs "license": "MIT"'],
    [{ ...good, type: "commonjs" }, 'needs "type": "module"'],
    [{ ...good, sideEffects: undefined }, 'needs "sideEffects": false'],
    [{ ...good, engines: { node: ">=20" } }, 'needs "engines"'],
    [{ ...good, files: ["dist"] }, 'needs "files"'],
    [{ ...good, scripts: { ...good.scripts, build: "tsc" } }, 'needs the script "build": "tsup"'],
    [{ ...good, exports: { ".": good.exports["."] } }, "needs to export ./package.json"],
    [{ ...good, exports: { ...good.exports, "./b": "./dist/b.js" } }, "at ./b"],
  ])("refuses departure %#", (manifest, sentence) => {
    expect(problems(manifest)).toEqual([expect.stringContaining(sentence)]);
  });

  it("refuses a package without a README", () => {
    expect(problems(good, {})).toEqual(["@upload-post/a needs a README.md."]);
  });
});
