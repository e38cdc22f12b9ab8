import { rm } from "node:fs/promises";
import { type DumpReason, dumpReasons } from "./dump-name";
import { findDumps } from "./find-dumps";

/** How many of a kind are kept: a week's upgrades must not push the daily ones out, nor the reverse. */
export type DumpsToKeep = Readonly<Record<DumpReason, number>>;

/**
 * Removes the oldest dumps of each kind beyond what is to be kept.
 *
 * @returns how many were removed.
 */
export async function keepDumps(directory: string, keep: DumpsToKeep): Promise<number> {
  const dumps = await findDumps(directory);
  const surplus = dumpReasons.flatMap((reason) =>
    dumps.filter((dump) => dump.reason === reason).slice(keep[reason]),
  );
  for (const { path } of surplus) await rm(path, { force: true });
  return surplus.length;
}
