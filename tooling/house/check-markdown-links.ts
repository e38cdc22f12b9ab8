import { posix } from "node:path";
import type { HouseFile } from "./house-file";

/**
 * Checks that every link of a Markdown page to a file of this house, or to a heading in one, leads
 * somewhere. Links to other hosts are not followed.
 *
 * @returns One sentence for each dead link.
 */
export function checkMarkdownLinks(files: HouseFile[], paths: string[]): string[] {
  const pages = new Map(files.map(({ path, text }) => [path, text]));
  const problems: string[] = [];
  for (const file of files.filter(({ path }) => path.endsWith(".md"))) {
    for (const link of linksOf(file.text)) {
      const [name = "", heading] = link.split("#");
      const target =
        name === "" ? file.path : posix.join(posix.dirname(file.path), decodeURI(name));
      const page = pages.get(target);
      if (!exists(target, paths)) {
        problems.push(`${file.path} links to ${link}, which does not exist.`);
      } else if (heading && page !== undefined && !anchorsOf(page).has(heading)) {
        problems.push(`${file.path} links to ${link}, but there is no such heading.`);
      }
    }
  }
  return problems;
}

function exists(target: string, paths: string[]): boolean {
  const folder = target.endsWith("/") ? target : `${target}/`;
  return target === "." || paths.some((path) => path === target || path.startsWith(folder));
}

function linksOf(text: string): string[] {
  const prose = withoutCode(text);
  const inline = [...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const references = [...prose.matchAll(/^\[[^\]]+\]:\s*<?([^\s>]+)/gm)];
  return [...inline, ...references]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:|^\/\//i.test(target));
}

/** Headings as GitHub makes anchors of them: lower case, no punctuation, hyphens for spaces. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, title = ""] of withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = title
      .toLowerCase()
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let anchor = slug;
    for (let repeat = 1; anchors.has(anchor); repeat += 1) anchor = `${slug}-${repeat}`;
    anchors.add(anchor);
  }
  return anchors;
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, "");
}

function withoutFences(text: string): string {
  return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, "");
}
