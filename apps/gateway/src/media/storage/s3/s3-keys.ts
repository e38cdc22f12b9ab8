import type { FileVersion } from "../media-storage";
import { requireMediaId } from "../stored-file-path";

/**
 * The objects of one media, all under its id:
 *
 * - `EPOCH-OFFSET`: a segment, bytes of the file from `OFFSET` on as the writer of `EPOCH` sent them;
 * - `EPOCH.part`: the segments of earlier writers that the part of `EPOCH` begins with;
 * - `EPOCH.file`: every segment of a finished file.
 */
export type S3Name = { readonly epoch: number } & (
  | { readonly kind: "segment"; readonly offsetBytes: number }
  | { readonly kind: "part" | "file" }
);

const namePattern = /^(?<epoch>\d{10})(?:-(?<offset>\d{15})|\.(?<kind>part|file))$/;

/** Where everything of a media lies. */
export function mediaFolder(prefix: string, id: string): string {
  return `${prefix}${requireMediaId(id)}/`;
}

/** Digits are padded, so that keys are listed in the order of their numbers. */
export function s3Name(name: S3Name): string {
  const epoch = String(name.epoch).padStart(10, "0");
  if (name.kind !== "segment") return `${epoch}.${name.kind}`;
  return `${epoch}-${String(name.offsetBytes).padStart(15, "0")}`;
}

/** Reads a name back; `null` for one that is not the store's. */
export function parseS3Name(text: string): S3Name | null {
  const { epoch, offset, kind } = namePattern.exec(text)?.groups ?? {};
  if (epoch === undefined) return null;
  if (kind === "part" || kind === "file") return { epoch: Number(epoch), kind };
  return { epoch: Number(epoch), kind: "segment", offsetBytes: Number(offset) };
}

/** The id and the name in a key; `null` for keys that are not the store's. */
export function parseS3Key(
  prefix: string,
  key: string,
): { readonly id: string; readonly name: S3Name } | null {
  const [id = "", text = "", ...more] = key.slice(prefix.length).split("/");
  const name = parseS3Name(text);
  const isOurs = /^med_[A-Za-z0-9]{1,64}$/.test(id) && name !== null && more.length === 0;
  return isOurs ? { id, name } : null;
}

/** The key of something of a version. */
export function versionKey(
  prefix: string,
  { id, epoch }: FileVersion,
  rest:
    | { readonly kind: "part" | "file" }
    | { readonly kind: "segment"; readonly offsetBytes: number },
): string {
  return `${mediaFolder(prefix, id)}${s3Name({ epoch, ...rest })}`;
}
