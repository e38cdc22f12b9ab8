/** Why a dump was taken. */
export const dumpReasons = ["periodic", "before-upgrade"] as const;

/** One of {@link dumpReasons}. */
export type DumpReason = (typeof dumpReasons)[number];

const pattern =
  /^upload-post-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2}\.\d{3})Z-(periodic|before-upgrade)\.tar\.gz$/;

/** The file name of a dump; names sort by age. */
export function dumpName(takenAt: Date, reason: DumpReason): string {
  return `upload-post-${takenAt.toISOString().replaceAll(":", "-")}-${reason}.tar.gz`;
}

/** When and why a dump was taken, from its file name; `null` for any other file. */
export function readDumpName(
  name: string,
): { readonly takenAt: Date; readonly reason: DumpReason } | null {
  const [, date, hours, minutes, seconds, reason] = pattern.exec(name) ?? [];
  const takenAt = new Date(`${date}T${hours}:${minutes}:${seconds}Z`);
  const known = dumpReasons.find((one) => one === reason);
  return known === undefined || Number.isNaN(takenAt.getTime()) ? null : { takenAt, reason: known };
}
