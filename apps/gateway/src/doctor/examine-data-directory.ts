import { existsSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Configuration } from "../configuration/configuration";
import { writableDirectoryCheck } from "../operations/readiness";
import { type Finding, ok, problem, warning } from "./finding";

const GIBIBYTE = 1024 ** 3;
const privateFiles = ["encryption-keys", "admin-api-key.sha256"];

/** Is the data directory there, writable, private and large enough? Makes nothing. */
export async function examineDataDirectory(configuration: Configuration): Promise<Finding[]> {
  const { dataDir, mediaStorageBytes } = configuration;
  if (!existsSync(dataDir)) {
    return [ok(`DATA_DIR ${dataDir} does not exist yet; the first start makes it.`)];
  }
  try {
    await writableDirectoryCheck("data directory", dataDir).run();
  } catch {
    return [
      problem(`DATA_DIR ${dataDir} cannot be written; give it to the user the gateway runs as.`),
    ];
  }
  return [
    ok(`DATA_DIR ${dataDir} can be written.`),
    ...(configuration.mediaS3 === null ? [examineSpace(dataDir, mediaStorageBytes)] : []),
    ...privateFiles.flatMap((name) => examinePrivacy(join(dataDir, name))),
  ];
}

function examineSpace(dataDir: string, mediaStorageBytes: number): Finding {
  const { bavail, bsize } = statfsSync(dataDir);
  const freeBytes = bavail * bsize;
  const free = `${(freeBytes / GIBIBYTE).toFixed(1)} GiB`;
  if (freeBytes >= mediaStorageBytes) return ok(`${free} are free for media.`);
  return warning(
    `Only ${free} are free, but MEDIA_STORAGE_BYTES lets media take ${(mediaStorageBytes / GIBIBYTE).toFixed(1)} GiB; free space or lower it.`,
  );
}

function examinePrivacy(path: string): Finding[] {
  if (!existsSync(path) || (statSync(path).mode & 0o077) === 0) return [];
  return [problem(`${path} can be read by other users of this machine; run: chmod 600 ${path}`)];
}
