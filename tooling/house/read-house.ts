import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { HouseFile } from "./house-file";

/**
 * Reads every text file that is committed or would be: what git tracks and what it does not ignore.
 *
 * @param root The repository.
 */
export function readHouse(root: string): HouseFile[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    { cwd: root, encoding: "utf8", maxBuffer: 16 * 1024 * 1024 },
  );
  const files: HouseFile[] = [];
  for (const path of listed.split("\0")) {
    const stats = path === "" ? undefined : statSync(join(root, path), { throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    const bytes = readFileSync(join(root, path));
    if (!bytes.includes(0)) files.push({ path, text: bytes.toString("utf8") });
  }
  return files;
}
