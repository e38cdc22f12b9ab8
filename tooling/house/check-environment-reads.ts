import { type HouseFile, isSource } from "./house-file";

const environmentRead =
  /\bprocess\s*(?:\.|\?\.)\s*env\b|\bprocess\s*\[\s*["']env["']|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*["'](?:node:)?process["']/;

/**
 * Checks that the environment is read where the process starts and nowhere else: the main file of
 * the gateway and the programs in `bin` folders. Everything below is told what it needs.
 *
 * @returns One sentence for each file that reads it elsewhere.
 */
export function checkEnvironmentReads(files: HouseFile[]): string[] {
  return files
    .filter(
      (file) => isSource(file) && /^(packages|apps|test-fixtures)\/[^/]+\/src\//.test(file.path),
    )
    .filter(({ path }) => path !== "apps/gateway/src/main.ts")
    .filter(({ path }) => !/^test-fixtures\/[^/]+\/src\/bin\//.test(path))
    .filter(({ text }) => environmentRead.test(text))
    .map(({ path }) => `${path} reads the environment; take the value as an option instead.`);
}
