import { basename } from "node:path";
import { type HouseFile, isSource } from "./house-file";

const mostLines = 300;
const mostMedianLines = 80;
const drawers = /(^|-)(utils?|helpers?|common|shared|misc|types|constants)$/;

/**
 * Checks the shape of source files: none over 300 lines, a median of at most 80, and no drawer
 * such as `utils` or `types`, neither as a file nor as a folder.
 *
 * @returns One sentence for each file or folder that breaks it.
 */
export function checkFileShape(files: HouseFile[]): string[] {
  const problems: string[] = [];
  const sources = files.filter(
    (file) => isSource(file) && /^(packages|apps|test-fixtures|examples)\//.test(file.path),
  );
  for (const file of sources) {
    const lines = countLines(file);
    if (lines > mostLines) problems.push(`${file.path} has ${lines} lines; split it by concept.`);
    const names = file.path.replace(/\.m?ts$/, "").split("/");
    if (names.some((name) => drawers.test(name))) {
      problems.push(`${file.path} is a drawer; name it after the one thing it holds.`);
    }
  }
  const median = medianOf(sources.filter(isNoIndex).map(countLines));
  if (median > mostMedianLines) {
    problems.push(`The median source file has ${median} lines; ${mostMedianLines} is the most.`);
  }
  return problems;
}

function countLines({ text }: HouseFile): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

/** Index files only re-export; counting them would flatter the median. */
function isNoIndex({ path }: HouseFile): boolean {
  return basename(path) !== "index.ts";
}

function medianOf(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
