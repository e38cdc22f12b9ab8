/** A text file of the repository. */
export interface HouseFile {
  /** Path from the root of the repository, with forward slashes. */
  path: string;
  text: string;
}

/** Whether a file is TypeScript that ships or runs, as opposed to a test or a test's support. */
export function isSource({ path }: HouseFile): boolean {
  return /\.(ts|mts)$/.test(path) && !isTest(path) && !path.endsWith(".config.ts");
}

/** Whether a file belongs to tests: `x.test.ts`, `x.test-d.ts`, or anything in a `test` folder. */
function isTest(path: string): boolean {
  return /\.test(-d)?\.ts$/.test(path) || path.includes("/test/");
}

/** Builds files for a test of a checker: paths to texts. */
export function houseFiles(texts: Record<string, string>): HouseFile[] {
  return Object.entries(texts).map(([path, text]) => ({ path, text }));
}
