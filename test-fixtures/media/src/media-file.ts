import { fileURLToPath } from "node:url";
import manifest from "../manifest.json" with { type: "json" };

/** The name of a committed file; what each is for stands in `manifest.json` under `purpose`. */
export type MediaFileName = keyof typeof manifest.files;

/** A committed file. */
export interface MediaFile {
  /** Absolute path of the file on this machine. */
  path: string;
  sizeBytes: number;
  /** Lower-case hex SHA-256 of the whole file. */
  sha256: string;
  /** The media type the name promises, e.g. `video/mp4`; `corrupt.mp4` breaks that promise on purpose. */
  type: string;
}

/**
 * Finds a committed file.
 *
 * @example
 * const { path, sizeBytes, type } = mediaFile("vertical-h264-aac.mp4");
 */
export function mediaFile(name: MediaFileName): MediaFile {
  const { sizeBytes, sha256, type } = manifest.files[name];
  return {
    path: fileURLToPath(new URL(`../files/${name}`, import.meta.url)),
    sizeBytes,
    sha256,
    type,
  };
}

/** The names of all committed files, in the order of the manifest. */
export function mediaFileNames(): MediaFileName[] {
  const names: MediaFileName[] = [];
  for (const name in manifest.files) {
    if (isMediaFileName(name)) names.push(name);
  }
  return names;
}

function isMediaFileName(name: string): name is MediaFileName {
  return Object.hasOwn(manifest.files, name);
}
