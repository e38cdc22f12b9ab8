import { type HouseFile, isSource } from "./house-file";
import { moduleImports } from "./module-imports";

/** Types without any code: how a connector hands over a schema of any library. */
const granted = new Set(["@standard-schema/spec"]);

/**
 * Checks that the errors and the connector contract need nothing at run time, so that an author of
 * a connector depends on words alone.
 *
 * @returns One sentence for each import of a package or of Node.
 */
export function checkBareContract(files: HouseFile[]): string[] {
  const problems: string[] = [];
  for (const file of files.filter(isSource)) {
    if (!/^packages\/core\/src\/(errors|connector)\//.test(file.path)) continue;
    for (const { specifier, target } of moduleImports(file)) {
      if (target === null && !granted.has(specifier)) {
        problems.push(`${file.path} imports "${specifier}"; the contract needs no package.`);
      }
    }
  }
  return problems;
}
