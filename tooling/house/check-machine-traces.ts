import type { HouseFile } from "./house-file";

/** What must not be committed, and how to say so. Somebody called canary may appear: tests look for him in messages. */
const traces: { what: string; pattern: RegExp }[] = [
  {
    what: "a path of one machine",
    pattern:
      /(?:^|[\s"'`(=:,])(?:\/(?:home|Users)\/(?!canary\/)[\w.-]+\/|\/root\/|\/work\/|[A-Z]:\\Users\\)/,
  },
  {
    what: "a package registry",
    pattern:
      /\bregistry\.[a-z0-9-]+\.[a-z]|\bregistry\s*=\s*["']?https?:|\btarball: *["']?https?:/i,
  },
];

/**
 * Checks that no file carries a trace of the machine or network it was written on. Such a trace
 * breaks the next machine, and tells about the last one.
 *
 * @returns One sentence for each line with a trace.
 */
export function checkMachineTraces(files: HouseFile[]): string[] {
  const problems: string[] = [];
  for (const file of files) {
    for (const [index, line] of file.text.split("\n").entries()) {
      for (const { what, pattern } of traces) {
        if (pattern.test(line)) problems.push(`${file.path}:${index + 1} names ${what}.`);
      }
    }
  }
  return problems;
}
