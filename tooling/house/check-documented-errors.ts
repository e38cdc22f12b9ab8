import { type HouseFile, isSource } from "./house-file";

const codeList = "packages/core/src/errors/error-code.ts";
const errorPage = "docs/errors.md";

/**
 * Checks that the page about errors has a heading for every error class of core and names every
 * code of the closed list, and no code that the list does not have.
 *
 * @returns One sentence for each gap.
 */
export function checkDocumentedErrors(files: HouseFile[]): string[] {
  const codes = files.find(({ path }) => path === codeList)?.text;
  const page = files.find(({ path }) => path === errorPage)?.text;
  if (codes === undefined) return [`${codeList} is missing.`];
  if (page === undefined) return [`${errorPage} is missing.`];

  const headings = [...page.matchAll(/^#+ .*$/gm)].map(([heading]) => heading);
  const classProblems = errorClasses(files)
    .filter((name) => !headings.some((heading) => new RegExp(`\\b${name}\\b`).test(heading)))
    .map((name) => `${errorPage} has no heading for ${name}.`);

  const listed = [...codes.matchAll(/"([a-z_]+)"/g)].map(([, code]) => code);
  const told = [...page.matchAll(/^\| `([a-z_]+)`/gm)].map(([, code]) => code);
  return [
    ...classProblems,
    ...listed
      .filter((code) => !told.includes(code))
      .map((code) => `${errorPage} has no row for the code ${code}.`),
    ...told
      .filter((code) => !listed.includes(code))
      .map((code) => `${errorPage} tells about ${code}, which is no code.`),
  ];
}

function errorClasses(files: HouseFile[]): string[] {
  return files
    .filter((file) => isSource(file) && file.path.startsWith("packages/core/src/"))
    .flatMap(({ text }) => [
      ...text.matchAll(/^export class (?:(\w+) extends UploadPostError|(UploadPostError))\b/gm),
    ])
    .map(([, leaf, root]) => leaf ?? root ?? "");
}
