import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type DumpReason, readDumpName } from "./dump-name";

/** A finished dump. */
export type Dump = {
  readonly path: string;
  readonly takenAt: Date;
  readonly reason: DumpReason;
};

/** Every finished dump of a directory, newest first. */
export async function findDumps(directory: string): Promise<readonly Dump[]> {
  if (!existsSync(directory)) return [];
  const names = await readdir(directory);
  return names
    .flatMap((name) => {
      const known = readDumpName(name);
      return known === null ? [] : [{ ...known, path: join(directory, name) }];
    })
    .toSorted((one, other) => other.takenAt.getTime() - one.takenAt.getTime());
}
